"""A real service whose letters go to one port of loopback, a bridge on that port, and peers that can misbehave."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from examples.neighbours.receiver import Answer, make_server
from tests.api.processes import ServiceProcess, service_processes, webhook_settings

PORT = 18_095
VIOLATING, HARMLESS = "this tea cured my diabetes in two weeks", "good morning, the mug is blue"
UNCLEAR = "Bonjour à tous, cette tisane est très bonne et je la bois chaque matin avec du miel."
Reply = tuple[int, Any]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    settings = webhook_settings(f"http://localhost:{PORT}/clausewise")
    with service_processes("sqlite", tmp_path_factory.mktemp("neighbours"), settings=settings) as (process,):
        process.start()
        yield process


@contextmanager
def serving(routes: Mapping[str, Answer]) -> Iterator[None]:
    """The bridge, where the letters of the service go."""
    with running(make_server(PORT, routes)):
        yield


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class Peer:
    """A peer on loopback. `answer`: what it does with a good request. `faults`: statuses that come first, each once;
    `lost` acts and answers nothing."""

    answer: Callable[[Request], Reply]
    faults: list[int | str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    def reply(self, request: Request) -> Reply | None:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            return fault, {"error": "InternalServerError", "message": "out of order"}
        self.requests.append(request)
        found = self.answer(request)
        return None if fault == "lost" else found


@contextmanager
def peer(answer: Callable[[Request], Reply]) -> Iterator[Peer]:
    found = Peer(answer)

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = found.reply(Request(self.command, self.path, headers, json.loads(text) if text else None))
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply[0])
            self.send_header("Content-Type", "application/json")
            content = b"" if reply[1] is None else json.dumps(reply[1]).encode()
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _handle  # noqa: N815  the names of the base class

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """No line for each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    with running(server):
        yield found
