"""Brings a successful response into OpenAI's format: servers differ in where they put errors, roles and answers."""

import json
import zlib
from typing import Any

from llm.errors import LlmError, LlmErrorKind
from llm.http.error_messages import error_line, looks_like_html, read_error
from llm.http.error_responses import error_from_message
from llm.http.streams import STREAM_FIELDS, joined_stream

REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")
CALL_FIELDS = ("tool_calls", "function_call")
GZIP_START = b"\x1f\x8b"
MAX_UNPACKED_BYTES = 1_000_000
MAX_WRAPPERS = 3
MAX_NAMED_FIELDS = 6
ERROR_FIELDS = ("error", "errors", "error_code", "error_msg")
MESSAGE_FIELDS = ("message", "detail", "msg", "error")
WRAPPERS = ("data", "result", "body", "output")  # of gateways in front of a server
CHAT_PATH = "/chat/completions"


def openai_body(path: str, body: bytes, key: bytes = b"") -> bytes:
    """The body with one text as the content of each message and with a role. A message without content that has
    reasoning gets it as content, in a reasoning block. Raises `LlmError` if the body reports an error, without the
    key, or is a web page."""
    unpacked = _unpacked(body)
    text = unpacked.decode(json.detect_encoding(unpacked), "replace")
    if looks_like_html(text):
        raise LlmError(
            LlmErrorKind.ENDPOINT_MISSING,
            f"a web page answers at {path} and not a model server: check CLAUSEWISE_LLM__BASE_URL, which ends in /v1 "
            "for most servers; a proxy or a sign-in page may answer in its place",
        )
    parsed = _parsed(text, key)
    if not path.endswith(CHAT_PATH):
        if isinstance(parsed, dict):
            _raise_reported(parsed, path, key)
        return json.dumps(parsed).encode()
    response = _unwrapped(parsed, path, key)
    for choice in response["choices"]:
        _raise_reported(choice, path, key)
        _complete(choice)
        if "message" not in choice:
            raise _unusable("a choice without a message")
    return json.dumps(response).encode()


def _unpacked(body: bytes) -> bytes:
    """Of a body in gzip whose headers do not say so."""
    if not body.startswith(GZIP_START):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_UNPACKED_BYTES)
    except zlib.error:
        return body


def _parsed(text: str, key: bytes) -> Any:
    """Raises `LlmError` with the server's own words if they are neither JSON nor a complete stream."""
    is_stream = text.startswith(STREAM_FIELDS)
    try:
        return joined_stream(text) or json.loads(text)
    except (ValueError, RecursionError) as error:
        words = error_line(text.replace(key.decode("latin-1") or "\0", "***"))
        where = "a stream that is not complete" if is_stream else f"this in place of JSON: {words}"
        raise _unusable(where if words else "nothing, with status 200") from error


def _unwrapped(parsed: Any, path: str, key: bytes) -> dict[str, Any]:
    """The object with choices: the body, or one that it holds as text, as a list of one or under a gateway's field."""
    body = parsed
    for _ in range(MAX_WRAPPERS):
        if isinstance(body, list) and len(body) == 1:
            body = body[0]
        if isinstance(body, str):
            body = _opened(body)
        if not isinstance(body, dict):
            break
        _raise_reported(body, path, key)
        if choices := _choices(body):
            return {**body, "choices": choices}
        inner = next((body[name] for name in WRAPPERS if isinstance(body.get(name), dict | list | str)), None)
        if inner is None or body.get("choices") is not None:
            break
        body = inner
    raise _without_choices(body, path, key)


def _opened(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _choices(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Also of a message without choices (Ollama), and of a text alone (Ollama's and Cloudflare's `response`)."""
    choices = body.get("choices")
    if isinstance(choices, list):
        return [choice for choice in choices if isinstance(choice, dict)]
    reason = body.get("done_reason") or body.get("stop_reason")
    if isinstance(body.get("message"), dict):
        return [{"message": body["message"], "finish_reason": reason}]
    if isinstance(body.get("response"), str):
        return [{"message": {"content": body["response"]}, "finish_reason": reason}]
    if body.get("role") == "assistant" and body.get("content"):
        return [{"message": {"content": body["content"]}, "finish_reason": reason}]
    return []


def _without_choices(body: Any, path: str, key: bytes) -> LlmError:
    """An error for a body without an answer: in its own words if it has any."""
    if not isinstance(body, dict):
        return _unusable(f"JSON without an answer: {error_line(json.dumps(body)) or 'nothing'}")
    if "choices" in body:
        return _unusable("no choices, as some providers do when their filter stops the answer")
    sent = json.dumps(body).encode()
    message = read_error(sent.replace(key, b"***") if key else sent)
    if any(isinstance(body.get(name), str) for name in MESSAGE_FIELDS):
        return error_from_message(message.status or 200, path, message)
    fields = error_line(", ".join([*body][:MAX_NAMED_FIELDS])) or "none"
    return _unusable(f"another form than OpenAI's chat completions: its fields are {fields}")


def _unusable(what: str) -> LlmError:
    return LlmError(
        LlmErrorKind.INVALID_RESPONSE,
        f"the model server answered {what}; is CLAUSEWISE_LLM__BASE_URL the address of an OpenAI-compatible "
        "server, such as http://127.0.0.1:8080/v1?",
    )


def _raise_reported(part: dict[str, Any], path: str, key: bytes) -> None:
    """The error that a response with status 200 reports, with the status that its code names."""
    failed = part.get("object") == "error" or part.get("finish_reason") == "error" or part.get("success") is False
    named = any(part.get(name) for name in ERROR_FIELDS) and not part.get("choices")
    wrapped = part.get("base_resp")
    if failed or named or (isinstance(wrapped, dict) and wrapped.get("status_code")):
        sent = json.dumps(part).encode()
        message = read_error(sent.replace(key, b"***") if key else sent)
        raise error_from_message(message.status or 200, path, message)


def _complete(choice: dict[str, Any]) -> None:
    """Gives the choice a complete message; some servers give a `delta` or a `text` in its place."""
    message = choice.get("message") or choice.get("delta")
    if message is None and isinstance(choice.get("text"), str):
        message = {"content": choice["text"]}
    if isinstance(message, dict):
        choice["message"] = message
        _complete_message(message)


def _complete_message(message: dict[str, Any]) -> None:
    message["role"] = message.get("role") or "assistant"
    content = _joined(message.get("content"))
    message["refusal"] = message.get("refusal") or _refusal(message.get("content"))
    reasoning = next((text for name in REASONING_FIELDS if (text := _joined(message.get(name)))), "")
    if not content.strip() and reasoning and not any(message.get(name) for name in CALL_FIELDS):
        content = f"<think>{reasoning}</think>"
    if content or message.get("content") is not None:
        message["content"] = content
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else ():
        if isinstance(call, dict) and isinstance(call.get("function"), dict):
            _complete_call(call, call["function"])


def _complete_call(call: dict[str, Any], function: dict[str, Any]) -> None:
    call["id"] = call.get("id") or "call_1"
    call["type"] = call.get("type") or "function"
    if isinstance(function.get("arguments"), dict):
        function["arguments"] = json.dumps(function["arguments"])


def _refusal(content: Any) -> Any:
    parts = content if isinstance(content, list) else ()
    return next((part["refusal"] for part in parts if isinstance(part, dict) and part.get("refusal")), None)


def _joined(content: Any) -> str:
    """The texts of a content in parts, without the parts that hold reasoning. A server may send the object itself."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(map(_part, content))
    return json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else ""


def _part(part: Any) -> str:
    if not isinstance(part, dict):
        return part if isinstance(part, str) else ""
    is_answer = part.get("type") in (None, "text", "output_text") and not part.get("thought")
    text = part.get("text") if is_answer else None
    text = text.get("value") if isinstance(text, dict) else text
    return text if isinstance(text, str) else ""
