"""The HTTP server that runs the application, with limits for connections that send no whole request."""

import asyncio
import gc
import os
import socket
import sys
from http import HTTPStatus

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.problem import problem_response
from domain.errors import InputError

SWITCH_SECONDS = 0.001  # a busy thread keeps the interpreter so long; one request needs it several times
MAX_HEAD_BYTES = 65_536  # the longest address that the parser takes; a proxy in front usually takes less
HEAD_SECONDS = 30.0  # from the start of a connection, or of a request on it, to the end of its headers
KEEP_ALIVE_SECONDS = 75  # a person thinks between two keys; longer than the 60 s of usual proxies, which may send then
GC_THRESHOLD = 5_000  # objects; every thread stands still while so many are looked at


class ProblemProtocol(HttpToolsProtocol):
    """Answers in our form of errors where a connection sends no HTTP, or a head that is too long or too slow. The
    server would hold any number of headers in memory, before it knows who sends them."""

    head_seconds = HEAD_SECONDS
    head_bytes, in_head = 0, False
    head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Counts what brings neither a whole head nor a part of a body, such as trailers after it."""
        self.head_bytes += len(data)
        super().data_received(data)
        if self.head_bytes > MAX_HEAD_BYTES:
            detail = f"the address and the headers have at most {MAX_HEAD_BYTES:,} bytes: send fewer"
            self._refuse(problem_response(431, "invalid-request", detail))
        elif self.head_timer is None and (self.cycle is None or self.cycle.response_complete):
            self._await_head()

    def on_message_begin(self) -> None:
        self.in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.head_bytes = 0
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        self.in_head = True
        self._refuse(problem_response(400, "malformed-request", "this is not an HTTP/1.1 request: check the client"))

    def _await_head(self) -> None:
        self.head_timer = self.loop.call_later(self.head_seconds, self._time_out)

    def _end_head(self) -> None:
        self.head_bytes, self.in_head = 0, False
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    def _time_out(self) -> None:
        detail = f"no whole request within {self.head_seconds:g} s: send it again"
        self._refuse(problem_response(408, "request-timeout", detail))

    def _refuse(self, response: JSONResponse) -> None:
        """Only closes the connection where the client expects no answer, or that of another request."""
        if self.transport.is_closing():
            return
        if self.in_head and (self.cycle is None or self.cycle.response_complete):
            status = f"HTTP/1.1 {response.status_code} {HTTPStatus(response.status_code).phrase}\r\n".encode()
            headers = b"".join(b"%b: %b\r\n" % header for header in response.raw_headers)
            self.transport.write(b"%b%bconnection: close\r\n\r\n%b" % (status, headers, bytes(response.body)))
        self.transport.close()


def bind_socket(host: str, port: int) -> socket.socket:
    """Bound before any store is opened, so that a second service on the port changes no data. Raises InputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, port, family)  # create_server() leaves a socket open where the name is none
        return socket.create_server((host, port), family=family)
    except (OSError, ValueError, TypeError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise InputError(f"cannot listen on {host}, port {port} ({reason}): give another --port or --host") from error


def run_server(app: FastAPI, listener: socket.socket, drain_seconds: int) -> None:
    """Serves until a signal ends it; requests in progress then have `drain_seconds` to finish."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()  # what lives as long as the service is never looked at again
    gc.set_threshold(GC_THRESHOLD)
    uvicorn.Server(server_config(app, drain_seconds)).run(sockets=[listener])


def server_config(app: FastAPI, drain_seconds: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=ProblemProtocol,
        ws="none",  # no route speaks WebSocket; a library would answer in plain text
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=drain_seconds,
    )
