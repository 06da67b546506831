"""The edge of the service: every request gets an id, bounds for its body, headers, a line in the log; no defect shows
more than that id."""

import secrets
from time import perf_counter

import structlog
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.service_settings import ServiceOptions
from api.body_limits import Body, Room
from api.metrics import Metrics
from api.problem import ApiError, answer, answer_of

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
log = structlog.get_logger("clausewise.api")


class Edge:
    def __init__(self, app: ASGIApp, options: ServiceOptions, meters: Metrics) -> None:
        self.app, self.options, self.meters = app, options, meters
        self.room = Room(options.held_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = Body(receive, self._most(scope["path"]), self.options, self.room)
        visit = RequestContext(scope, receive, send, body)
        structlog.contextvars.bind_contextvars(request_id=visit.request_id)
        try:
            await self._served(visit)
        finally:
            body.end()
            self._told(visit)
            structlog.contextvars.clear_contextvars()

    async def _served(self, visit: "RequestContext") -> None:
        try:
            visit.body.admit(visit.announced)
            await self.app(visit.scope, visit.receive, visit.send)
        except ApiError as refused:
            await visit.answer(answer_of(refused))
        except Exception as error:  # a defect: its text may hold content, so only its name is told, and only here
            log.error("defect", error=type(error).__name__, place=_place(error))
            told = f"a defect stopped this request; its id is {visit.request_id}, tell whoever runs the service"
            await visit.answer(answer(500, "internal", told))

    def _told(self, visit: "RequestContext") -> None:
        route = getattr(visit.scope.get("route"), "path", "none")
        took = perf_counter() - visit.began
        self.meters.requests.labels(visit.scope["method"], route, str(visit.status)).observe(took)
        caller = visit.scope.get("state", {}).get("caller")
        log.info(
            "request",
            method=visit.scope["method"],
            route=route,
            status=visit.status,
            ms=round(took * 1000, 1),
            key=caller and caller.key_id,
        )

    def _most(self, path: str) -> int:
        return self.options.batch_bytes if path == "/v1/batches" else self.options.body_bytes


class RequestContext:
    """A request while it is served."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, body: Body) -> None:
        headers = dict(scope["headers"])
        told = headers.get(b"x-request-id", b"").decode("latin-1")
        self.request_id = (
            told if told.isascii() and 0 < len(told) <= 64 and told.isprintable() else secrets.token_hex(8)
        )
        length = headers.get(b"content-length", b"0")
        self.announced = int(length) if length.isdigit() else 0
        self.scope, self.body, self.status, self.began = scope, body, 0, perf_counter()
        self._receive, self._send = receive, send

    async def receive(self) -> Message:
        """Once it is being answered, this waits for the caller to go away."""
        return await (self._receive() if self.status else self.body.next())

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            extra = {**HEADERS, "X-Request-Id": self.request_id}
            message["headers"] = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in extra.items())]
        await self._send(message)

    async def answer(self, response: JSONResponse) -> None:
        """Unless an answer has begun: then all that is left is to break off."""
        if not self.status:
            await response(self.scope, self._receive, self.send)


def _place(error: BaseException) -> str:
    """The file and line of our code that it came from."""
    trace, place = error.__traceback__, "unknown"
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
