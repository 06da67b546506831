"""A server with OpenAI's API on loopback whose model calls tools by a script and then answers on clauses."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from benchmarks.fake_replies import chat_message, completion

Json = dict[str, Any]
Turn = Json | tuple[int, Json]
"""The message with which the model answers a request with tools, or a status and the body of a refusal."""


def calls(*made: tuple[str, Any]) -> Json:
    """A message with tool calls. Arguments that are a text are sent as they are."""
    listed = [
        {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": _arguments(arguments)}}
        for n, (name, arguments) in enumerate(made)
    ]
    return {"role": "assistant", "content": None, "tool_calls": listed}


def says(text: str) -> Json:
    return {"role": "assistant", "content": text}


def _arguments(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def caught(clause_id: str, item_id: str, quote: str) -> Json:
    """An answer on clauses that finds one of them violated."""
    finding = {"clause_id": clause_id, "reasoning": "It says so.", "bearing": "caught", "probability": 0.95}
    rest = {"counterpoint": "", "would_change": "", "exceptions": []}
    return {**finding, "quotes": [{"item_id": item_id, "text": quote}], **rest}


@dataclass
class ToolServer:
    """`turns` answer the requests with tools of each case, the last one again and again; `findings` answer the question
    on clauses, `reasons` that on an account. `status` is that of every answer without tools. `requests` and `headers`
    have the body and the headers of each request."""

    turns: Sequence[Turn]
    findings: Sequence[Json] = ()
    status: int = 200
    reasons: Json = field(default_factory=dict)
    url: str = ""
    requests: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def searches(self) -> list[Json]:
        return [request for request in self.requests if request.get("tools")]

    @property
    def questions(self) -> list[Json]:
        """On clauses, without tools."""
        return [request for request in self.requests if _schema(request) == "Answers"]

    def reply(self, payload: Json) -> tuple[int, Json]:
        self.requests.append(payload)
        if payload.get("tools"):
            made = sum(message["role"] == "assistant" for message in payload["messages"])
            turn = self.turns[min(made, len(self.turns) - 1)]
            return turn if isinstance(turn, tuple) else (200, completion(payload, turn, 0))
        if self.status != 200:
            return self.status, {"error": {"message": f"status {self.status}"}}
        if _schema(payload) == "Answers":
            answer = {"findings": [*self.findings], "other_rules": [], "look_up": []}
            return 200, completion(payload, says(json.dumps(answer)), 0)
        if _schema(payload) == "AssessmentDraft":
            return 200, completion(payload, says(json.dumps(self.reasons)), 0)
        return 200, completion(payload, chat_message(payload), 0)


def _schema(payload: Json) -> str:
    return str(((payload.get("response_format") or {}).get("json_schema") or {}).get("name", ""))


def tool_results(request: Json) -> list[str]:
    return [str(message["content"]) for message in request["messages"] if message["role"] == "tool"]


def user_text(request: Json) -> str:
    return next(str(message["content"]) for message in request["messages"] if message["role"] == "user")


@contextmanager
def tool_server(turns: Sequence[Turn], findings: Sequence[Json] = (), *, status: int = 200) -> Iterator[ToolServer]:
    model = ToolServer(turns, findings, status)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(model: ToolServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def do_POST(self) -> None:
            model.headers.append({name.lower(): value for name, value in self.headers.items()})
            status, body = model.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            encoded = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

    return Handler
