"""A server with OpenAI's API on loopback that behaves as the first segment of the path says, such as `/no-role/v1`.

Each quirk is one that real servers have: Ollama, LiteLLM, LM Studio, Gemini, llama.cpp, vLLM, OpenRouter, Mistral.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any

from benchmarks.fake_replies import chat_message, completion

Json = dict[str, Any]
Sent = tuple[int, Any]
MODEL = "fake"
SLOW_S = 1.0


def _error(status: int, message: Any) -> Sent:
    return status, {"error": {"message": message}}


def _half(answer: str) -> str:
    """Another complete answer."""
    changed = json.loads(answer)
    for finding in changed.get("findings", ()):
        finding |= {"probability": 0.5, "bearing": "unclear"}
    return json.dumps(changed | {"look_up": ["draft"]} if "look_up" in changed else changed | {"draft": True})


REFUSALS: Mapping[str, Sent] = {
    "unknown-ollama": _error(404, 'model "gpt" not found, try pulling it first'),
    "unknown-ollama-plain": (404, {"error": "model 'gpt' not found"}),
    "unknown-litellm": _error(400, "Invalid model name passed in model=gpt. Call `/v1/models` to view the models."),
    "unknown-lmstudio": _error(400, 'Invalid model identifier "gpt". Please specify a valid downloaded model.'),
    "unknown-gemini": (404, [{"error": {"code": 404, "message": "models/gpt is not found for API version v1main"}}]),
    "unknown-openrouter": _error(400, "gpt is not a valid model ID"),
    "unknown-in-no-words": _error(400, "Request failed."),
    "unknown-200": (200, {"error": {"message": "No endpoints found for gpt.", "code": 404}}),
    "long-gemini": _error(
        400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
    ),
    "long-vllm": _error(400, "The decoder prompt (length 9000) is longer than the maximum model length of 4096."),
    "long-413": (413, "<html><head><title>413 Request Entity Too Large</title></head></html>"),
    "error-200": (200, {"error": {"message": "Provider returned error", "code": 502}}),
    "error-in-choice": (200, {"choices": [{"finish_reason": "error", "error": {"message": "down", "code": 503}}]}),
    "filter-azure": (400, {"error": {"code": "content_filter", "message": "The prompt was filtered."}}),
    "html": (200, "<!DOCTYPE html><title>Sign in to the network</title>"),
    "no-credit": _error(402, "Insufficient Balance"),
    "low-balance": _error(400, "Your credit balance is too low"),
    "text-200": (200, "upstream connect error"),
    "no-choices": (200, {"choices": []}),
    "broken": (500, {"error": "CUDA out of memory"}),
}
SCHEMA_REFUSALS: Mapping[str, tuple[Sent, tuple[str, ...]]] = {
    "schema-gemini": (_error(400, "Unknown name \"additionalProperties\" at 'response_schema'"), ("json_schema",)),
    "schema-ollama": (_error(400, "invalid JSON schema in format"), ("json_schema", "json_object")),
    "schema-llamacpp": (_error(400, "Failed to initialize samplers: "), ("json_schema",)),
    "schema-in-no-words": (_error(422, "Unprocessable"), ("json_schema", "json_object")),
    "schema-groq": (_error(400, "Failed to generate JSON. See 'failed_generation'."), ("json_schema", "json_object")),
    "schema-200": ((200, {"error": {"message": "unsupported", "code": 400}}), ("json_schema",)),
}
TEXTS: Mapping[str, Callable[[str], str]] = {
    "think-draft": lambda a: f"<think>\nFirst try:\n{_half(a)}\nNo, look again.\n</think>\n\n{a}",
    "think-objects": lambda a: "<think>" + '{"rule": 7}\n' * 70 + f"</think>\n{a}",
    "think-never-opened": lambda a: f"First try:\n{_half(a)}\nNo.\n</think>\n{a}",
    "think-never-closed": lambda a: f"<think>This is clear:\n{a}",
    "think-mistral": lambda a: f"[THINK]{_half(a)}[/THINK]{a}",
    "harmony": lambda a: (
        f"<|channel|>analysis<|message|>{_half(a)}<|end|><|start|>assistant<|channel|>final<|message|>{a}"
    ),
    "trailing-comma": lambda a: f"{a[:-1]},}}",
    "tool-args": lambda a: f'{{"name": "respond", "arguments": {a}}}',
    "tool-args-text": lambda a: "<tool_call>" + json.dumps({"name": "respond", "arguments": a}) + "</tool_call>",
    "wrapped": lambda a: f'{{"answer": {a}}}',
    "wrapped-in-a-schema": lambda a: f'{{"type": "object", "properties": {a}}}',
    "list-of-one": lambda a: f"[{a}]",
    "python-literal": lambda a: repr(json.loads(a)),
    "raw-newlines": lambda a: a.replace('"reasoning": "', '"reasoning": "\n'),
    "comments": lambda a: f"{{ // my answer\n{a[1:]}",
    "fenced-bom": lambda a: f"\ufeffHere it is:\n```json\n{a}\n```\nI hope that it helps.",
}
MESSAGES: Mapping[str, Callable[[str], Json]] = {
    "reasoning-only": lambda a: {"role": "assistant", "content": None, "reasoning_content": a},
    "reasoning-only-vllm": lambda a: {"role": "assistant", "content": "", "reasoning": f"So:\n{a}"},
    "no-role": lambda a: {"content": a},
    "parts": lambda a: {
        "role": "assistant",
        "content": [{"type": "thinking", "thinking": []}, {"type": "text", "text": a}],
    },
    "object": lambda a: {"role": "assistant", "content": json.loads(a)},
    "function-call": lambda a: {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": a}},
    "tool-call": lambda a: {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": a}}],
    },
}
USELESS_TEXTS: Mapping[str, Callable[[str], str]] = {
    "two-answers": lambda a: f"{_half(a)}\n{a}",
    "think-never-closed-two": lambda a: f"<think>{_half(a)} or {a}",
    "only-thinks": lambda a: "<think>Hm.</think>",
    "cut": lambda a: a[:-20],
    "no-findings": lambda a: '{"look_up": []}',
}


def reply(quirk: str, payload: Json) -> Sent:
    """The status and the body with which the quirk answers a request for a chat completion."""
    response_format = (payload.get("response_format") or {}).get("type")
    if quirk in REFUSALS:
        return REFUSALS[quirk]
    if quirk in SCHEMA_REFUSALS and response_format in SCHEMA_REFUSALS[quirk][1]:
        return SCHEMA_REFUSALS[quirk][0]
    body = completion(payload, chat_message(payload), 0)
    choice = body["choices"][0]
    answer = choice["message"].get("content") or ""
    if quirk in TEXTS or quirk in USELESS_TEXTS:
        choice["message"]["content"] = {**TEXTS, **USELESS_TEXTS}[quirk](answer) if answer.startswith("{") else answer
    if quirk in MESSAGES:
        choice["message"] = MESSAGES[quirk](answer)
    if quirk == "truncated":
        choice |= {"finish_reason": "length", "message": {"role": "assistant", "content": answer[:50]}}
    return 200, body


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._send(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    def do_POST(self) -> None:
        if self.path.startswith("/slow/"):
            sleep(SLOW_S)
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/chat/completions"):
            self._send(*reply(self.path.split("/")[1], payload))
        else:
            self._send(404, {"error": {"message": "not found"}})

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _send(self, status: int, body: Any) -> None:
        encoded = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that no longer waits is no error."""


@contextmanager
def quirk_server() -> Iterator[str]:
    """The URL, to which `/QUIRK/v1` is appended."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
