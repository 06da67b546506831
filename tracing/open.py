"""Opens what records traces, by the standard variables of OpenTelemetry; nothing is recorded unless they say so."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol
from urllib.parse import urlsplit

from tracing.spans import OnLoss, Recorder, recording

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
HTTP_PROTOCOL = "http/protobuf"
PACKAGES = ("opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http")


class ClosableRecorder(Recorder, Protocol):
    """Sends spans until it is closed."""

    def close(self) -> None:
        """Sends what waits, for a moment at most."""
        ...


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
    endpoint = traces_endpoint(os.environ)
    if endpoint is None:
        return NO_TRACING
    problem = _problem(os.environ, endpoint)
    if problem is not None:
        warn(f"no traces are sent: {problem}")
        return NO_TRACING
    from tracing.otlp_recorder import OtlpRecorder

    return Tracing(OtlpRecorder(on_loss))


def traces_endpoint(environment: Mapping[str, str]) -> str | None:
    """Where traces go; None if the environment does not ask for traces."""
    off = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    exporters = environment.get("OTEL_TRACES_EXPORTER", "otlp").strip() or "otlp"
    if off or "otlp" not in [name.strip() for name in exporters.split(",")]:
        return None
    return environment.get(TRACES_ENDPOINT, "").strip() or environment.get(ENDPOINT, "").strip() or None


def _problem(environment: Mapping[str, str], endpoint: str) -> str | None:
    protocol = next((environment[name].strip() for name in PROTOCOLS if environment.get(name)), HTTP_PROTOCOL)
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
