"""Brings a successful response into OpenAI's format: servers differ in where they put errors, roles and answers."""

import json
from typing import Any

from llm.error_messages import looks_like_html, read_error
from llm.error_responses import error_from_message
from llm.errors import LlmError, LlmErrorKind

REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")
CALL_FIELDS = ("tool_calls", "function_call")
STREAM_START = "data:"
TEXT_FIELDS = ("content", "reasoning_content", "reasoning", "refusal")
ERROR_FIELDS = ("error", "errors", "error_code", "error_msg")


def openai_body(path: str, body: bytes, key: bytes = b"") -> bytes:
    """The body with one text as the content of each message and with a role. A message without content that has
    reasoning gets it as content, in a reasoning block. Raises `LlmError` if the body reports an error, without the
    key, or is a web page."""
    text = body.decode("utf-8-sig", "replace")
    if looks_like_html(text):
        raise LlmError(
            LlmErrorKind.ENDPOINT_MISSING,
            f"a web page answers at {path} and not a model server: check CLAUSEWISE_LLM__BASE_URL, which ends in /v1 "
            "for most servers; a proxy or a sign-in page may answer in its place",
        )
    try:
        parsed = _joined_stream(text) if text.startswith(STREAM_START) else json.loads(text)
    except (ValueError, RecursionError):
        return body
    if not isinstance(parsed, dict):
        return body
    _raise_reported(parsed, path, key)
    if "choices" not in parsed and isinstance(parsed.get("message"), dict):
        parsed["choices"] = [{"message": parsed["message"], "finish_reason": parsed.get("done_reason")}]
    choices = parsed.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict):
            _raise_reported(choice, path, key)
            _complete(choice)
    return json.dumps(parsed).encode()


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


def _joined_stream(text: str) -> dict[str, Any] | None:
    """Some servers stream although nobody asked for it. The response that the chunks of the first choice make together;
    None if the text is no complete stream. An error chunk is the response."""
    events = [line[len(STREAM_START) :] for line in text.split("\n") if line.startswith(STREAM_START)]
    try:
        chunks = [json.loads(event) for event in events if event.strip() != "[DONE]"]
        return next(({"error": chunk["error"]} for chunk in chunks if chunk.get("error")), None) or _joined_chunks(
            chunks
        )
    except (ValueError, RecursionError, AttributeError, LookupError, TypeError):  # the chunks have another shape
        return None


def _joined_chunks(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    choices = [chunk["choices"][0] for chunk in chunks if chunk.get("choices")]
    deltas = [choice.get("delta") or {} for choice in choices]
    message = {name: "".join(delta.get(name) or "" for delta in deltas) for name in TEXT_FIELDS}
    reasons = [choice["finish_reason"] for choice in choices if choice.get("finish_reason")]
    usages = [chunk["usage"] for chunk in chunks if chunk.get("usage")]
    return {
        "choices": [{"message": message, "finish_reason": reasons[-1] if reasons else None}],
        "usage": usages[-1] if usages else None,
    }
