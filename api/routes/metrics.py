"""Metrics for Prometheus."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response

from api.problem import responses
from api.security import AuthenticatedRoute, MetricsReader, ServicesDependency
from domain.message import MessageStatus

router = APIRouter(tags=["health"], route_class=AuthenticatedRoute)


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **responses(401, 403, 422, 429, 503)})
def get_service_metrics(services: ServicesDependency, caller: MetricsReader) -> Response:
    """The metrics of this process, in the text format of Prometheus."""
    for status in MessageStatus:
        services.metrics.messages.labels(status.value).set(services.store.outbox.count(status))
    now = datetime.now(UTC)
    services.metrics.show_queues(services.store.queue.jobs.counts(now), now)
    services.metrics.waiting_cases.set(services.store.batches.count_waiting_cases())
    return Response(services.metrics.render(), media_type="text/plain; version=0.0.4")
