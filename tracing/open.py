"""Opens what sends traces and metrics, by the standard variables of OpenTelemetry; nothing unless they say so."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from tracing.model_calls import ClosableRecorder
from tracing.spans import OnLoss, recording

if TYPE_CHECKING:
    from tracing.otlp_metrics import MetricsSender, ReadMetrics

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
HTTP_PROTOCOL = "http/protobuf"
PACKAGES = ("opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http")
Signal = Literal["traces", "metrics"]


@dataclass(frozen=True)
class Tracing:
    """What records the traces of a process; without a recorder, nothing does."""

    recorder: ClosableRecorder | None = None

    @contextmanager
    def active(self) -> Iterator[None]:
        """Spans that are opened inside are recorded."""
        with recording(self.recorder):
            yield

    def close(self) -> None:
        if self.recorder is not None:
            self.recorder.close()


NO_TRACING = Tracing()


def open_tracing(on_loss: OnLoss, warn: Callable[[str], None]) -> Tracing:
    """Tells `warn` why traces that the environment asks for are not recorded. They never stop a program: the variables
    may be meant for others."""
    if not _is_asked_for("traces", warn):
        return NO_TRACING
    from tracing.otlp_recorder import OtlpRecorder

    return Tracing(OtlpRecorder(on_loss))


def open_metrics(
    read: "ReadMetrics", on_failure: Callable[[], None], warn: Callable[[str], None]
) -> "MetricsSender | None":
    """Tells `warn` why metrics that the environment asks for are not sent. `on_failure`: called once if a collector
    does not take them."""
    if not _is_asked_for("metrics", warn):
        return None
    from tracing.otlp_metrics import MetricsSender

    return MetricsSender(read, on_failure)


def otlp_endpoint(environment: Mapping[str, str], signal: Signal) -> str | None:
    """Where traces or metrics go; None if the environment does not ask for them."""
    off = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    exporters = environment.get(f"OTEL_{signal.upper()}_EXPORTER", "otlp").strip() or "otlp"
    if off or "otlp" not in [name.strip() for name in exporters.split(",")]:
        return None
    own = environment.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_ENDPOINT", "").strip()
    return own or environment.get(ENDPOINT, "").strip() or None


def _is_asked_for(signal: Signal, warn: Callable[[str], None]) -> bool:
    endpoint = otlp_endpoint(os.environ, signal)
    problem = None if endpoint is None else _problem(os.environ, endpoint, signal)
    if problem is not None:
        warn(f"no {signal} are sent: {problem}")
    return endpoint is not None and problem is None


def _problem(environment: Mapping[str, str], endpoint: str, signal: Signal) -> str | None:
    names = (f"OTEL_EXPORTER_OTLP_{signal.upper()}_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    protocol = next((environment[name].strip() for name in names if environment.get(name)), HTTP_PROTOCOL)
    if protocol != HTTP_PROTOCOL:
        return f"{protocol[:20]} is not spoken here: set OTEL_EXPORTER_OTLP_PROTOCOL={HTTP_PROTOCOL}"
    if not _is_http_url(endpoint):
        return f"{ENDPOINT} must be a URL such as http://127.0.0.1:4318"
    try:
        missing = any(find_spec(package) is None for package in PACKAGES)
    except ModuleNotFoundError:
        missing = True
    return "install what sends them: pip install 'clausewise[otel]'" if missing else None


def _is_http_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
