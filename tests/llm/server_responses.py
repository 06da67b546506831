"""HTTP responses of a model server, and a server with test settings."""

from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import BaseModel, Field

from llm.options import BudgetLimits, LlmOptions
from llm.server import ModelServer

BASE = "http://models.example/v1"
CHAT = f"{BASE}/chat/completions"
DECISIONS = f"{BASE}/decisions"


class Finding(BaseModel):
    clause: str
    probability: float = Field(ge=0, le=1)


FINDING = Finding(clause="HC-1", probability=0.9)


class SleepRecorder:
    """Records each wait and does not spend it."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def server(sleep: SleepRecorder | None = None, *, draw: float = 1.0, **settings: Any) -> ModelServer:
    defaults: dict[str, Any] = {
        "api_key": "sk-secret",
        "base_url": BASE,
        "chat_model": "small",
        "decisions_model": "quick",
    }
    return ModelServer(LlmOptions(**{**defaults, **settings}), sleep=sleep or SleepRecorder(), draw=lambda: draw)


def seconds(limit: float) -> BudgetLimits:
    return BudgetLimits(max_seconds=limit)


def chat_response(content: Any, *, finish: str = "stop", usage: Any = None, **message: Any) -> httpx.Response:
    reported = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120} if usage is None else usage
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
    body = {
        "id": "c",
        "object": "chat.completion",
        "created": 0,
        "model": "small-1",
        "choices": [choice],
        "usage": reported,
    }
    return httpx.Response(200, json=body)


def valid_response() -> httpx.Response:
    return chat_response(FINDING.model_dump_json())


def error_response(status: int, message: str = "no", headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, json={"error": {"message": message, "type": "x", "code": None}}, headers=headers)


def predicate_response(*answers: Any, usage: Any = None) -> httpx.Response:
    reported = {
        "input_tokens": 50,
        "input_tokens_details": {"cache_write_tokens": 0, "cached_tokens": 40},
        "output_tokens": 1,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 51,
    }
    return httpx.Response(200, json={"answers": list(answers), "model": "quick-1", "usage": usage or reported})


def predicate_answer(probability: Any, name: str | None = None) -> dict[str, Any]:
    return {"type": "predicate", "probability": probability, "name": name}
