"""The response bodies of the fake server: chat completions, also streamed, decisions, models."""

import json
from collections import deque
from collections.abc import Iterator
from threading import Lock
from typing import Any

from benchmarks.fake_answers import (
    CLAUSE,
    Filler,
    excerpt,
    offered_clauses,
    prompted_schema,
    skewed_probability,
    tool_call,
)

CHARS_PER_TOKEN = 4
CACHED_TOKENS_STEP = 128
MIN_CACHED_TOKENS = 1024
MODEL = "fake"
FAULTY_CONTENTS = {
    "prose": "I would say that this is fine.",
    "truncated": '{"findings": [{"clause',
    "types": '{"findings": "none", "clause_id": 7, "probability": "high"}',
    "tool-text": '<tool_call>{"name": "search_clauses", "arguments": {"query": "cure"}}</tool_call>',
    "huge": "x" * 1_100_000,
    "refusal": "",
    "unknown-clause": "",
    "made-up-quote": "",
}


class PromptCache:
    """Counts the common prefix with a recent prompt as cached, in steps and from a minimum on, as OpenAI does."""

    def __init__(self) -> None:
        self._seen: deque[str] = deque(maxlen=32)
        self._lock = Lock()

    def cached(self, prompt: str) -> int:
        with self._lock:
            longest = max((_common_prefix(prompt, seen) for seen in self._seen), default=0) // CHARS_PER_TOKEN
            self._seen.append(prompt)
        return longest // CACHED_TOKENS_STEP * CACHED_TOKENS_STEP if longest >= MIN_CACHED_TOKENS else 0


def _common_prefix(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def prompt_of(payload: dict[str, Any]) -> str:
    """All text of a request, in order."""
    messages = payload.get("messages") or payload.get("input") or []
    if isinstance(messages, str):
        return messages
    texts = [message.get("content") or "" for message in messages]
    return "\n".join(text if isinstance(text, str) else json.dumps(text) for text in texts)


def chat_message(payload: dict[str, Any], fault: str = "") -> dict[str, Any]:
    """If the prompt names no clause, the model first calls its tool, if it has one."""
    prompt = prompt_of(payload)
    tools, turns = payload.get("tools") or [], sum(message["role"] == "tool" for message in payload["messages"])
    if fault == "refusal":
        return {"role": "assistant", "content": None, "refusal": "I can't help with that."}
    if tools and (fault == "endless-tools" or (not turns and not offered_clauses(prompt))):
        return {"role": "assistant", "content": None, "tool_calls": [tool_call(tools, prompt, turns)]}
    return {
        "role": "assistant",
        "content": FAULTY_CONTENTS.get(fault) or _with_fault(_content(payload, prompt), fault, prompt),
    }


def _content(payload: dict[str, Any], prompt: str) -> str:
    form = payload.get("response_format") or {}
    schema = form["json_schema"]["schema"] if form.get("type") == "json_schema" else prompted_schema(prompt)
    if schema:
        return json.dumps(Filler(schema, prompt).fill(schema), ensure_ascii=False)
    return json.dumps({"clauses": offered_clauses(prompt), "excerpt": excerpt(prompt)}, ensure_ascii=False)


def _with_fault(content: str, fault: str, prompt: str) -> str:
    if fault == "unknown-clause":
        return CLAUSE.sub("ZZZ-999", content)
    return (
        content.replace(excerpt(prompt), "words that are not in the content") if fault == "made-up-quote" else content
    )


def completion(payload: dict[str, Any], message: dict[str, Any], cached: int) -> dict[str, Any]:
    finish = "tool_calls" if message.get("tool_calls") else "stop"
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 0,
        "model": payload.get("model", MODEL),
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": _usage(tokens_of(prompt_of(payload)), tokens_of(json.dumps(message)), cached),
    }


def chunks(complete: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A completion as a stream: text, tool calls, end, usage."""
    (choice,) = complete["choices"]
    message = choice["message"]
    text = message["content"] or ""
    calls = [{"index": place, **call} for place, call in enumerate(message.get("tool_calls") or [])]
    deltas = [
        {"role": "assistant", "content": ""},
        *({"content": text[at : at + 40]} for at in range(0, len(text), 40)),
    ]
    for delta in [*deltas, *([{"tool_calls": calls}] if calls else [])]:
        yield _chunk(complete, [{"index": 0, "delta": delta, "finish_reason": None}], None)
    yield _chunk(complete, [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}], None)
    yield _chunk(complete, [], complete["usage"])


def decision(payload: dict[str, Any], cached: int) -> dict[str, Any]:
    prompt = prompt_of(payload)
    input_tokens = tokens_of(prompt) + sum(
        tokens_of(str(question["instructions"])) for question in payload["questions"]
    )
    answers = [
        {
            "type": "predicate",
            "name": question.get("name"),
            "probability": round(skewed_probability(prompt, str(question)), 3),
        }
        for question in payload["questions"]
    ]
    usage = {
        "input_tokens": input_tokens,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": len(answers),
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": input_tokens + len(answers),
    }
    return {"answers": answers, "model": payload.get("model", MODEL), "usage": usage}


def models() -> dict[str, Any]:
    entries = [{"id": MODEL, "object": "model", "created": 0, "owned_by": "nobody"}]
    return {"object": "list", "data": entries}


def _usage(prompt_tokens: int, completion_tokens: int, cached: int) -> dict[str, Any]:
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


def _chunk(complete: dict[str, Any], choices: list[Any], usage: dict[str, Any] | None) -> dict[str, Any]:
    return {**complete, "object": "chat.completion.chunk", "choices": choices, "usage": usage}


def tokens_of(text: str) -> int:
    return -(-len(text) // CHARS_PER_TOKEN)
