"""Receives signed requests: each path has a function, and what a function refuses or cannot do now gets clear words.

A function that raises Refused answers with its status. Where a peer is away, the answer is 503, and the sender delivers
again later: Clausewise over three days, Coop five times. So nothing is queued here, and nothing is lost.
"""

import json
import sqlite3
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from clausewise_client import InvalidWebhook, Problem, ServiceUnreachable, verify_webhook

MAX_BODY_BYTES = 1_000_000
LETTERS = "clausewise.education_message.v1"
MAX_DETAIL_CHARS = 300
Headers = Mapping[str, str]  # names in small letters
Answer = Callable[[bytes, Headers], dict[str, Any]]


class Refused(Exception):
    """`status`: 4xx that the sender reads; a repetition does not help."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Done:
    """The ids of what was done, in a file, so that a delivery that comes twice has one effect."""

    def __init__(self, path: Path | str) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._lock = threading.Lock()
        self._database.execute("CREATE TABLE IF NOT EXISTS done (id TEXT PRIMARY KEY)")

    def once(self, name: str, work: Callable[[], Any]) -> bool:
        """Whether the work was done now. If it raises, it is not done, and comes again."""
        with self._lock:
            if self._database.execute("SELECT 1 FROM done WHERE id = ?", (name,)).fetchone():
                return False
            work()
            with self._database:
                self._database.execute("INSERT INTO done VALUES (?)", (name,))
            return True


def read_letters(body: bytes, headers: Headers, secrets: list[str]) -> list[dict[str, Any]]:
    """The letters of Clausewise's webhook. Raises Refused."""
    try:
        event = verify_webhook(body, headers, secrets)
    except InvalidWebhook as error:
        raise Refused(400, str(error)) from error
    if event.get("type") != LETTERS:
        raise Refused(422, f"this program reads {LETTERS}, not {event.get('type')}: update it, then it is delivered")
    messages: list[dict[str, Any]] = event["data"]["messages"]
    return messages


def answer(work: Answer, body: bytes, headers: Headers) -> tuple[int, dict[str, Any]]:
    """The status and the JSON to answer with."""
    try:
        return 200, work(body, headers)
    except Refused as error:
        return error.status, {"detail": str(error)}
    except Problem as problem:
        may_pass = problem.status >= 500 or problem.status in (401, 403, 404, 408, 429)
        return 503 if may_pass else 422, {"detail": f"Clausewise: {problem}"[:MAX_DETAIL_CHARS]}
    except ServiceUnreachable as error:
        return 503, {"detail": f"Clausewise: {error}"[:MAX_DETAIL_CHARS]}
    except (httpx.RequestError, httpx.HTTPStatusError) as error:
        return 503, {
            "detail": f"{error.request.url.netloc.decode()}: {type(error).__name__}: {error}"[:MAX_DETAIL_CHARS]
        }
    except (KeyError, TypeError, ValueError) as error:
        return 502, {"detail": f"a peer answers in another form than this program reads: {error!r}"[:MAX_DETAIL_CHARS]}


class Settings(dict[str, str]):
    """Of the environment. One that is missing ends the program with its name."""

    def __missing__(self, name: str) -> str:
        sys.exit(f"set {name}: docs/neighbours.md shows the settings of this program")


def make_server(port: int, routes: Mapping[str, Answer]) -> ThreadingHTTPServer:
    class Receiver(BaseHTTPRequestHandler):
        timeout = 10  # seconds that a sender may be silent

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path not in routes:
                return self._send(404, {"detail": f"there is no {self.path[:100]}: use {', '.join(routes)}"})
            if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
                return self._send(413, {"detail": f"send a body with its length, of at most {MAX_BODY_BYTES} bytes"})
            headers = {name.lower(): value for name, value in self.headers.items()}
            return self._send(*answer(routes[self.path], self.rfile.read(int(length)), headers))

        def _send(self, status: int, content: dict[str, Any]) -> None:
            if status >= 400:
                print(f"{self.path[:100]} {status}: {content['detail']}", file=sys.stderr, flush=True)
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  the name of the base class
            """No line for each request."""

    return ThreadingHTTPServer(("127.0.0.1", port), Receiver)
