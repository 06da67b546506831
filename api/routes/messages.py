"""Messages to creators: listed, acknowledged by callers that deliver them, and redriven after failed delivery."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.paging import CursorParameter, Limit, Page, decode_cursor, make_page
from api.problem import not_found, responses
from api.schemas import MessageOut, message_out
from api.security import Admin, AuthenticatedRoute, Decider, Reader, ServicesDependency
from api.services import Services
from domain.case import ShortText
from domain.message import MessageStatus

router = APIRouter(prefix="/v1/education-messages", tags=["education messages"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
CreatedAt = Annotated[AwareDatetime | None, Query(description="The `created_at` of the delivered text.")]


@router.get("", response_model=Page[MessageOut], responses=COMMON)
def list_messages(
    services: ServicesDependency,
    caller: Reader,
    status: MessageStatus | None = None,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[MessageOut]:
    """The messages to creators, oldest first. A caller that delivers messages itself takes those that are `ready`,
    chooses the time (quiet hours and the cap apply to the webhook only), and acknowledges each."""
    rows = services.store.outbox.list(status, limit=limit + 1, cursor=decode_cursor(cursor))
    return make_page(rows, limit, message_out, lambda row: (row.created_at, row.message_id))


@router.post("/{message_id}/ack", status_code=204, responses=responses(404, 409) | COMMON)
def acknowledge(
    message_id: ShortText, services: ServicesDependency, caller: Decider, created_at: CreatedAt = None
) -> Response:
    """Records that the creator has received the message; a repeated call changes nothing. With `created_at`, the answer
    is a conflict if a review has changed the text since: deliver the new text too. If a review has withdrawn the
    message meanwhile, the delivery is recorded and a correction follows."""
    _require_message(services, message_id)
    services.store.outbox.acknowledge(message_id, caller.key_id, datetime.now(UTC), created_at)
    return Response(status_code=204)


@router.post("/{message_id}/redrive", status_code=204, responses=responses(404, 409) | COMMON)
def redrive(message_id: ShortText, services: ServicesDependency, caller: Admin) -> Response:
    """Restarts the delivery attempts of a message now: of one that is dead, or that waits after a failed attempt."""
    _require_message(services, message_id)
    services.store.outbox.redrive(message_id, caller.key_id, datetime.now(UTC))
    return Response(status_code=204)


def _require_message(services: Services, message_id: str) -> None:
    if services.store.outbox.get(message_id) is None:
        raise not_found(f"there is no message {message_id}")
