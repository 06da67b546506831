"""The queues of the review queue, and how much waits in each."""

from datetime import UTC, datetime

from fastapi import APIRouter

from api.paging import Page
from api.problem import responses
from api.queue_schemas import QueueOut
from api.security import AuthenticatedRoute, Reader, ServicesDependency
from domain.job import QueueCounts

router = APIRouter(prefix="/v1/queues", tags=["review queue"], route_class=AuthenticatedRoute)


@router.get("", response_model=Page[QueueOut], responses=responses(401, 403, 422, 429, 503))
def list_queues(services: ServicesDependency, caller: Reader) -> Page[QueueOut]:
    """All queues on one page: those of the routing rules, and others that still hold jobs."""
    counts = {one.queue: one for one in services.store.queue.jobs.counts(datetime.now(UTC))}
    titles = {name: queue.title for name, queue in services.routing_rules.queues.items()}
    names = [*titles, *(name for name in counts if name not in titles)]
    return Page(items=tuple(_queue_out(name, titles.get(name, name), counts.get(name)) for name in names))


def _queue_out(name: str, title: str, counts: QueueCounts | None) -> QueueOut:
    if counts is None:
        return QueueOut(queue=name, title=title, open=0, claimed=0, overdue=0, oldest_at=None)
    return QueueOut(title=title, **counts.model_dump())
