"""Metrics for Prometheus."""

from fastapi import APIRouter, Response

from api.problem import responses
from api.security import AuthenticatedRoute, MetricsReader, ServicesDependency
from api.service_metrics import read_gauges

router = APIRouter(tags=["health"], route_class=AuthenticatedRoute)


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **responses(401, 403, 422, 429, 503)})
def get_service_metrics(services: ServicesDependency, caller: MetricsReader) -> Response:
    """The metrics of this process, in the text format of Prometheus."""
    read_gauges(services.store, services.metrics)
    return Response(services.metrics.render(), media_type="text/plain; version=0.0.4")
