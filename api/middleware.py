"""Middleware for every request: body limits, security headers, a log line, and a safe answer to internal errors."""

import asyncio
import re
import secrets
from contextlib import suppress
from time import perf_counter
from typing import Any

import structlog
from asgi_correlation_id import correlation_id
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.service_settings import ServiceOptions
from api.body_limits import BodyMemory, LimitedBody
from api.compressed_body import is_gzip
from api.desk.errors import problem_page
from api.metrics import Metrics
from api.problem import ApiError, error_response, problem_response
from api.request_span import known_method, request_span, tell_answer
from tracing.open import Tracing

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
REQUEST_ID_HEADER = "X-Request-Id"
MAX_REQUEST_ID_CHARS = 64
LENGTH = re.compile(r"[0-9]{1,18}")
log = structlog.get_logger("clausewise.api")


class CallerTooSlow(Exception):
    """The caller does not read its answer: the connection is given up."""


def new_request_id() -> str:
    return secrets.token_hex(8)


def is_request_id(text: str) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= MAX_REQUEST_ID_CHARS


class RequestMiddleware:
    """Expects the request id in `correlation_id`. No error leaves it: what is outside would answer in plain text."""

    def __init__(self, app: ASGIApp, options: ServiceOptions, metrics: Metrics, tracing: Tracing) -> None:
        self.app, self.options, self.metrics, self.tracing = app, options, metrics, tracing
        self.body_memory = BodyMemory(options.max_total_body_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = LimitedBody(receive, self._max_body_bytes(scope["path"]), self.options, self.body_memory)
        request = RequestContext(scope, receive, send, body, self.options.body_timeout_seconds)
        structlog.contextvars.bind_contextvars(request_id=correlation_id.get())
        with request_span(self.tracing, request.method, request.scope["path"], request.headers) as opened:
            try:
                await self._handle(request)
            finally:
                body.release()
                with suppress(Exception):
                    tell_answer(opened, request.method, _route(request.scope), request.status)
                    self._record(request)
                structlog.contextvars.clear_contextvars()

    async def _handle(self, request: "RequestContext") -> None:
        try:
            if is_gzip(request.headers):
                request.body.unfold()
            request.body.check_announced_size(request.announced_bytes)
            await self.app(request.scope, request.receive, request.send)
        except ApiError as error:
            await request.answer(error_response(error))
        except CallerTooSlow:
            log_safely("caller too slow")
        except Exception as error:  # its text may hold content: log its kind and location only
            log_safely("internal error", error=type(error).__name__, location=_location(error))
            detail = f"internal error: report the request id {correlation_id.get()} to the operator of this service"
            await request.answer(problem_response(500, "internal-error", detail))

    def _record(self, request: "RequestContext") -> None:
        route = _route(request.scope)
        seconds = perf_counter() - request.started
        method = known_method(request.method)
        self.metrics.request_seconds.labels(method, route, str(request.status)).observe(seconds)
        caller = request.scope.get("state", {}).get("caller")
        log.info(
            "request",
            method=request.method,
            route=route,
            status=request.status,
            milliseconds=round(seconds * 1000, 1),
            key_id=caller and caller.key_id,
        )

    def _max_body_bytes(self, path: str) -> int:
        return self.options.max_batch_bytes if path == "/v1/batches" else self.options.max_body_bytes


class RequestContext:
    """One request while it is handled; `status` is 0 until the answer starts. A HEAD request is handled as a GET whose
    answer loses its body."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, body: LimitedBody, send_seconds: float) -> None:
        self.headers, self.method = Headers(scope=scope), scope["method"]
        length = self.headers.get("content-length", "")
        self.announced_bytes = int(length) if LENGTH.fullmatch(length) else 0
        self.scope = {**scope, "method": "GET"} if self.method == "HEAD" else scope
        self.body, self.status, self.started = body, 0, perf_counter()
        self._receive, self._send, self._send_seconds = receive, send, send_seconds

    async def receive(self) -> Message:
        """Reads the body; once the answer has started, waits for the caller to disconnect."""
        return await (self._receive() if self.status else self.body.receive())

    async def send(self, message: Message) -> None:
        """Raises CallerTooSlow."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        elif self.method == "HEAD":
            message = {**message, "body": b""}
        try:
            async with asyncio.timeout(self._send_seconds):
                await self._send(message)
        except TimeoutError as error:
            raise CallerTooSlow from error

    async def answer(self, response: JSONResponse) -> None:
        """Does nothing if an answer has already started: the connection then breaks off."""
        if not self.status:
            is_page, demo = self.scope["path"].startswith("/desk"), self.scope["app"].state.demo
            shown = problem_page(response, demo=demo) if is_page else response
            await shown(self.scope, self._receive, self.send)


def log_safely(event: str, **fields: Any) -> None:
    """Never raises: an answer matters more than its log line."""
    with suppress(Exception):
        log.error(event, **fields)


def _route(scope: Scope) -> str:
    """The path of the route as it was declared, such as `/v1/decisions/{decision_id}`."""
    path = getattr(scope.get("route"), "path", None)
    return "none" if path is None else f"{scope.get('root_path', '')}{path}"


def _location(error: BaseException) -> str:
    """File and line where the error was raised."""
    trace, location = error.__traceback__, "unknown"
    while trace is not None:
        location = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return location
