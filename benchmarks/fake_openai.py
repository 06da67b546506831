"""An OpenAI-compatible server to measure against: `python -m benchmarks.fake_openai` prints its base URL and serves.

GET /control returns its counts; POST /control {"delay": 0.5, "slots": 64, "fault": "cut", "times": 2} changes it.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks.fake_replies import (
    FAULTY_CONTENTS,
    PromptCache,
    chat_message,
    chunks,
    completion,
    decision,
    models,
    prompt_of,
    tokens_of,
)
from benchmarks.fake_state import RequestTracker, State

ROOT = Path(__file__).parents[1]
CHAT, DECISIONS = "/v1/chat/completions", "/v1/decisions"
STATUSES = {"401": 401, "404": 404, "429": 429, "429-after": 429, "500": 500}
FAULTS = (*STATUSES, *FAULTY_CONTENTS, "hang", "cut", "empty", "endless-tools", "no-decisions", "no-schema", "html")


class FakeOpenAI(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, state: State, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.tracker = RequestTracker(state)
        self.cache = PromptCache()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A disconnected client is not an error."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: FakeOpenAI

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """No log."""

    def do_GET(self) -> None:
        if self.path == "/control":
            self._send(200, self.server.tracker.snapshot())
        elif self.path == "/v1/models":
            self._send(200, models())
        else:
            self._send(404, _error(f"no {self.path}"))

    def do_POST(self) -> None:
        payload = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if self.path == "/control":
            self.server.tracker.update(payload)
            self._send(200, self.server.tracker.snapshot())
        elif self.path not in (CHAT, DECISIONS):
            self._send(404, _error(f"no {self.path}"))
        else:
            with self.server.tracker.serving(self.path) as fault:
                if not self._fails(fault, payload):
                    self._answer(payload, fault)

    def _fails(self, fault: str, payload: dict[str, Any]) -> bool:
        """Whether the fault ends the request before the model answers."""
        if fault in STATUSES:
            headers = {"Retry-After": "1"} if fault == "429-after" else {}
            self._send(STATUSES[fault], _error(f"fault {fault}"), headers)
        elif fault == "no-schema" and payload.get("response_format"):
            self._send(400, _error("response_format is not supported"))
        elif fault == "no-decisions" and self.path == DECISIONS:
            self._send(404, _error(f"no {DECISIONS}"))
        elif fault == "html":
            self._write(200, b"<html>Welcome to the router</html>", {"Content-Type": "text/html"})
        elif fault == "hang":
            time.sleep(3600)
        else:
            return False
        return True

    def _answer(self, payload: dict[str, Any], fault: str) -> None:
        prompt = prompt_of(payload)
        cached = self.server.cache.cached(prompt)
        self.server.tracker.count_tokens(tokens_of(prompt), cached)
        if self.path == DECISIONS:
            self._send(200, decision(payload, cached), cut=fault == "cut")
            return
        complete = completion(payload, chat_message(payload, fault), cached)
        if payload.get("stream"):
            self._stream(complete)
        else:
            self._send(200, {**complete, "choices": []} if fault == "empty" else complete, cut=fault == "cut")

    def _stream(self, complete: dict[str, Any]) -> None:
        events = [*(json.dumps(chunk) for chunk in chunks(complete)), "[DONE]"]
        body = "".join(f"data: {event}\n\n" for event in events).encode()
        self._write(200, body, {"Content-Type": "text/event-stream"})

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None, *, cut: bool = False) -> None:
        self._write(status, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}, cut=cut)

    def _write(self, status: int, body: bytes, headers: dict[str, str], *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut


def _error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "fake", "code": None}}


@contextmanager
def started(*arguments: str) -> Iterator[str]:
    """The base URL of a server in a separate process, which ends with the block."""
    command = [sys.executable, "-m", "benchmarks.fake_openai", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.terminate()


def _exit_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--slots", type=int, default=0, help="concurrent answers; 0: no limit")
    parser.add_argument("--fault", choices=FAULTS, default="", help="the fault of every request")
    options = parser.parse_args()
    server = FakeOpenAI(State(delay=options.delay, slots=options.slots, fault=options.fault), options.port)
    Thread(target=_exit_with, args=(os.getppid(),), daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
