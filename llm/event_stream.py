"""Joins the chunks of a stream into one response: some servers stream although nobody asked for it."""

import json
from typing import Any

STREAM_START = "data:"
TEXT_FIELDS = ("content", "reasoning_content", "reasoning", "refusal")


def joined_stream(text: str) -> dict[str, Any] | None:
    """The response that the chunks of the first choice make together; None if the text is no complete stream. An error
    chunk is the response."""
    events = [line[len(STREAM_START) :] for line in text.split("\n") if line.startswith(STREAM_START)]
    try:
        chunks = [json.loads(event) for event in events if event.strip() != "[DONE]"]
        return next(({"error": chunk["error"]} for chunk in chunks if chunk.get("error")), None) or _joined(chunks)
    except (ValueError, RecursionError, AttributeError, LookupError, TypeError):  # the chunks have another shape
        return None


def _joined(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    choices = [chunk["choices"][0] for chunk in chunks if chunk.get("choices")]
    deltas = [choice.get("delta") or {} for choice in choices]
    message = {name: "".join(delta.get(name) or "" for delta in deltas) for name in TEXT_FIELDS}
    reasons = [choice["finish_reason"] for choice in choices if choice.get("finish_reason")]
    usages = [chunk["usage"] for chunk in chunks if chunk.get("usage")]
    return {
        "choices": [{"message": message, "finish_reason": reasons[-1] if reasons else None}],
        "usage": usages[-1] if usages else None,
    }
