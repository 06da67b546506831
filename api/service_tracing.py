"""Opens the traces of the service: lost spans are counted, and told once. Model calls are measured in any case."""

import structlog

from api.metrics import Metrics
from tracing.model_calls import ModelCallMeter
from tracing.open import Tracing, open_tracing

LOST = "the collector does not take traces: they are dropped and counted in clausewise_spans_lost_total"
log = structlog.get_logger("clausewise.traces")


def open_service_tracing(metrics: Metrics) -> Tracing:
    def count(lost: int, first: bool) -> None:
        metrics.spans_lost.inc(lost)
        if first:
            log.warning("spans lost", count=lost, problem=LOST)

    opened = open_tracing(count, lambda problem: log.warning("traces are off", problem=problem))
    return Tracing(ModelCallMeter(opened.recorder, metrics.count_model_call))
