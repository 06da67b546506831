"""The span of a request: method, template of the route and status, with the names of OpenTelemetry's conventions."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from starlette.datastructures import Headers

from tracing.open import Tracing
from tracing.spans import NO_SPAN, Span, SpanKind, span

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
OTHER = "_OTHER"
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
NO_ROUTE = "none"


@contextmanager
def request_span(tracing: Tracing, method: str, path: str, headers: Headers) -> Iterator[Span]:
    """Continues the trace of a caller that sends `traceparent`. Probes have no span."""
    if path in PROBES or tracing.recorder is None:
        yield NO_SPAN
        return
    with (
        tracing.active(),
        span(known_method(method), kind=SpanKind.SERVER, traceparent=headers.get("traceparent")) as opened,
    ):
        yield opened


def tell_answer(opened: Span, method: str, route: str, status: int) -> None:
    """Neither path nor query is in it: they hold ids and words of the caller. `status`: 0 if no answer began."""
    template = None if route == NO_ROUTE else route
    opened.rename(f"{known_method(method)} {template}" if template else known_method(method))
    opened.set(
        {
            "http.request.method": known_method(method),
            "http.route": template,
            "http.response.status_code": status or None,
        }
    )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not status:
        opened.fail(str(status or "no_answer"))


def known_method(method: str) -> str:
    """A caller may write any word."""
    return method if method in METHODS else OTHER
