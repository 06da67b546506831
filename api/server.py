"""The HTTP server that runs the application."""

import gc
import os
import socket
import sys

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.problem import problem_response
from domain.errors import InputError

SWITCH_SECONDS = 0.001  # a busy thread keeps the interpreter so long; one request needs it several times
GC_THRESHOLD = 5_000  # objects; every thread stands still while so many are looked at


class ProblemProtocol(HttpToolsProtocol):
    """Also tells in our form of errors that a request is not HTTP."""

    def send_400_response(self, msg: str) -> None:
        response = problem_response(400, "malformed-request", "this is not an HTTP/1.1 request: check the client")
        headers = b"".join(b"%b: %b\r\n" % header for header in response.raw_headers)
        body = bytes(response.body)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n%bconnection: close\r\n\r\n%b" % (headers, body))
        self.transport.close()


def bind_socket(host: str, port: int) -> socket.socket:
    """Bound before any store is opened, so that a second service on the port changes no data. Raises InputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(f"cannot listen on {host}, port {port} ({reason}): give another --port or --host") from error


def run_server(app: FastAPI, listener: socket.socket, drain_seconds: int) -> None:
    """Serves until a signal ends it; requests in progress then have `drain_seconds` to finish."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()  # what lives as long as the service is never looked at again
    gc.set_threshold(GC_THRESHOLD)
    config = uvicorn.Config(
        app,
        http=ProblemProtocol,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=drain_seconds,
    )
    uvicorn.Server(config).run(sockets=[listener])
