"""The bodies that the fake server sends: chat completions whole and streamed, decisions, models."""

import json
from collections import deque
from collections.abc import Iterator
from threading import Lock
from typing import Any

from benchmarks.fake_answers import CLAUSE, Filler, excerpt, leaning, offered, told_schema, tool_call

LETTERS_PER_TOKEN = 4
CACHE_STEP = 128
CACHE_LEAST = 1024
MODEL = "fake"
WRITTEN = {
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
    """Counts as cached what a prompt begins with in common with a recent one: in steps, and from a least length on, as
    OpenAI does it."""

    def __init__(self) -> None:
        self._seen: deque[str] = deque(maxlen=32)
        self._lock = Lock()

    def cached(self, prompt: str) -> int:
        with self._lock:
            longest = max((_common(prompt, seen) for seen in self._seen), default=0) // LETTERS_PER_TOKEN
            self._seen.append(prompt)
        return longest // CACHE_STEP * CACHE_STEP if longest >= CACHE_LEAST else 0


def _common(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def prompt_of(payload: dict[str, Any]) -> str:
    """All text of a request in the order in which a server would read it."""
    talk = payload.get("messages") or payload.get("input") or []
    if isinstance(talk, str):
        return talk
    texts = [message.get("content") or "" for message in talk]
    return "\n".join(text if isinstance(text, str) else json.dumps(text) for text in texts)


def chat_message(payload: dict[str, Any], fault: str = "") -> dict[str, Any]:
    """A model that sees no clause to go by looks for one, if it was given a tool and has not used it yet."""
    prompt = prompt_of(payload)
    tools, turns = payload.get("tools") or [], sum(message["role"] == "tool" for message in payload["messages"])
    if fault == "refusal":
        return {"role": "assistant", "content": None, "refusal": "I can't help with that."}
    if tools and (fault == "endless-tools" or (not turns and not offered(prompt))):
        return {"role": "assistant", "content": None, "tool_calls": [tool_call(tools, prompt, turns)]}
    return {"role": "assistant", "content": WRITTEN.get(fault) or _spoilt(_content(payload, prompt), fault, prompt)}


def _content(payload: dict[str, Any], prompt: str) -> str:
    form = payload.get("response_format") or {}
    schema = form["json_schema"]["schema"] if form.get("type") == "json_schema" else told_schema(prompt)
    if schema:
        return json.dumps(Filler(schema, prompt).fill(schema), ensure_ascii=False)
    return json.dumps({"clauses": offered(prompt), "excerpt": excerpt(prompt)}, ensure_ascii=False)


def _spoilt(content: str, fault: str, prompt: str) -> str:
    if fault == "unknown-clause":
        return CLAUSE.sub("ZZZ-999", content)
    return content.replace(excerpt(prompt), "words that nobody wrote") if fault == "made-up-quote" else content


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


def chunks(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A completion as a stream: some words, the tool calls, the end, the usage."""
    (choice,) = whole["choices"]
    message = choice["message"]
    text = message["content"] or ""
    calls = [{"index": place, **call} for place, call in enumerate(message.get("tool_calls") or [])]
    deltas = [
        {"role": "assistant", "content": ""},
        *({"content": text[at : at + 40]} for at in range(0, len(text), 40)),
    ]
    for delta in [*deltas, *([{"tool_calls": calls}] if calls else [])]:
        yield _chunk(whole, [{"index": 0, "delta": delta, "finish_reason": None}], None)
    yield _chunk(whole, [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}], None)
    yield _chunk(whole, [], whole["usage"])


def decision(payload: dict[str, Any], cached: int) -> dict[str, Any]:
    prompt = prompt_of(payload)
    asked = tokens_of(prompt) + sum(tokens_of(str(question["instructions"])) for question in payload["questions"])
    answers = [
        {"type": "predicate", "name": question.get("name"), "probability": round(leaning(prompt, str(question)), 3)}
        for question in payload["questions"]
    ]
    usage = {
        "input_tokens": asked,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": len(answers),
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": asked + len(answers),
    }
    return {"answers": answers, "model": payload.get("model", MODEL), "usage": usage}


def models() -> dict[str, Any]:
    listed = [{"id": MODEL, "object": "model", "created": 0, "owned_by": "nobody"}]
    return {"object": "list", "data": listed}


def _usage(read: int, written: int, cached: int) -> dict[str, Any]:
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


def _chunk(whole: dict[str, Any], choices: list[Any], usage: dict[str, Any] | None) -> dict[str, Any]:
    return {**whole, "object": "chat.completion.chunk", "choices": choices, "usage": usage}


def tokens_of(text: str) -> int:
    return -(-len(text) // LETTERS_PER_TOKEN)
