"""Joins the chunks of a stream to one response: some servers stream although nobody asked for it."""

import json
from typing import Any

STREAM_START = "data:"
STREAM_FIELDS = (STREAM_START, "event:", "id:", "retry:", ": ")
TEXT_FIELDS = ("content", "reasoning_content", "reasoning", "refusal")


def joined_stream(text: str) -> dict[str, Any] | None:
    """The response that the chunks of the first choice make together, of events or of lines with one object each
    (Ollama's own API); None if the text is no complete stream. An error chunk is the response."""
    lines = [line for line in text.split("\n") if line.strip()]
    if text.startswith(STREAM_FIELDS):
        return _joined_events([line[len(STREAM_START) :] for line in lines if line.startswith(STREAM_START)])
    is_stream = len(lines) > 1 and all(line.startswith("{") for line in lines) and '"done"' in lines[-1]
    return _joined_events(lines) if is_stream else None


def _joined_events(events: list[str]) -> dict[str, Any] | None:
    try:
        chunks = [json.loads(event) for event in events if event.strip() != "[DONE]"]
        return next(({"error": chunk["error"]} for chunk in chunks if chunk.get("error")), None) or _joined_chunks(
            chunks
        )
    except (ValueError, RecursionError, AttributeError, LookupError, TypeError):  # the chunks have another shape
        return None


def _as_chunk(chunk: dict[str, Any]) -> dict[str, Any]:
    """In OpenAI's format."""
    if "message" not in chunk:
        return chunk
    return {"choices": [{"delta": chunk["message"], "finish_reason": chunk.get("done_reason")}]}


def _joined_chunks(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    chunks = [_as_chunk(chunk) for chunk in chunks]
    choices = [chunk["choices"][0] for chunk in chunks if chunk.get("choices")]
    deltas = [choice.get("delta") or {} for choice in choices]
    message = {name: "".join(delta.get(name) or "" for delta in deltas) for name in TEXT_FIELDS}
    reasons = [choice["finish_reason"] for choice in choices if choice.get("finish_reason")]
    usages = [chunk["usage"] for chunk in chunks if chunk.get("usage")]
    return {
        "choices": [{"message": message, "finish_reason": reasons[-1] if reasons else None}],
        "usage": usages[-1] if usages else None,
    }
