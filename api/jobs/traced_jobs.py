"""The steps of the background jobs, each with a span of its own at the root of a trace."""

from collections.abc import Callable, Sequence

from api.jobs.appeal_review import re_review_appeal
from api.jobs.batch_decision import decide_chunk
from api.jobs.delivery import deliver_messages
from api.services import Services
from tracing.spans import Attributes, SpanKind, span

BATCH_ID, CASES, APPEAL_ID = "clausewise.batch.id", "clausewise.cases", "clausewise.appeal.id"
MESSAGES = "clausewise.messages"


def traced_chunk(
    services: Services, batch_id: str, first: int, last: int, is_stopping: Callable[[], bool]
) -> int | None:
    """See `decide_chunk`."""
    attributes: Attributes = {BATCH_ID: batch_id, CASES: last - first}
    with services.tracing.active(), span("job decide_chunk", attributes, SpanKind.CONSUMER):
        return decide_chunk(services, batch_id, first, last, is_stopping)


def traced_appeal(services: Services, appeal_id: str) -> None:
    """See `re_review_appeal`."""
    with services.tracing.active(), span("job rehear", {APPEAL_ID: appeal_id}, SpanKind.CONSUMER):
        re_review_appeal(services, appeal_id)


def traced_delivery(services: Services, message_ids: Sequence[str]) -> None:
    """See `deliver_messages`."""
    with services.tracing.active(), span("job deliver", {MESSAGES: len(message_ids)}, SpanKind.CONSUMER):
        deliver_messages(services, message_ids)
