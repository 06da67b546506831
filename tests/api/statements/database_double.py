"""A double of the Commission's Transparency Database on loopback: it checks the rules, stores all or none of a batch,
and shows a statement by its puid. It can be told to answer badly."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from agent.statements.validation import validate

TOKEN = "X|secret"
MAX_BATCH = 100
Json = dict[str, Any]
Fault = Callable[["Handler"], bool]


@dataclass
class Double:
    """`faults` are used up one a request, before it is answered; one that returns True has answered. `after`: likewise,
    once a batch is stored. `shows` False: a new statement is not shown yet, as for a day in the real one."""

    url: str = ""
    stored: dict[str, Json] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    after: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    shows: bool = True

    def posts(self) -> list[int]:
        """The sizes of the batches that were sent."""
        return [size for method, _, size in self.requests if method == "POST"]


class Handler(BaseHTTPRequestHandler):
    double: Double

    def do_GET(self) -> None:
        self._answer(0, self._find)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        statements = json.loads(body)["statements"]
        self._answer(len(statements), lambda: self._store(statements))

    def _answer(self, size: int, respond: Callable[[], None]) -> None:
        self.double.requests.append((self.command, self.path, size))
        with suppress(OSError):  # the caller has gone
            if self.double.faults and self.double.faults.pop(0)(self):
                return
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self.reply(401, {"message": "Unauthenticated."})
                return
            respond()

    def _find(self) -> None:
        found = self.double.stored.get(self.path.rpartition("/")[2])
        if found is None or not self.double.shows:
            self.reply(404, {"message": "statement of reason not found"})
        else:
            self.reply(302, found)

    def _store(self, statements: list[Json]) -> None:
        puids = [one.get("puid") for one in statements]
        errors = {f"statement_{n}": found for n, one in enumerate(statements) if (found := validate(one))}
        existing = [puid for puid in puids if puid in self.double.stored]
        if not 1 <= len(statements) <= MAX_BATCH:
            self.reply(422, {"message": "The statements field must have between 1 and 100 items."})
        elif errors:
            self.reply(422, {"errors": errors})
        elif existing or len(set(puids)) < len(puids):
            message = "The platform identifier(s) are not all unique within this call."
            self.reply(422, {"message": message, "errors": {"puid": [message], "existing_puids": existing}})
        else:
            made = [one | {"uuid": f"uuid-{one['puid']}", "created_at": "2026-11-30 09:00:00"} for one in statements]
            self.double.stored |= {one["puid"]: one for one in made}
            if not (self.double.after and self.double.after.pop(0)(self)):
                self.reply(201, {"statements": made})

    def reply(self, status: int, body: Json, **headers: str) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    def log_message(self, *_: object) -> None: ...


def answering(status: int, **headers: str) -> Fault:
    def fault(handler: Handler) -> bool:
        handler.reply(status, {"message": "x"}, **headers)
        return True

    return fault


def hanging(handler: Handler) -> bool:
    time.sleep(1.2)
    return True


def breaking(handler: Handler) -> bool:
    handler.close_connection = True
    return True


@contextmanager
def database_double() -> Iterator[Double]:
    double = Double()
    handler = type("OwnHandler", (Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    double.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
