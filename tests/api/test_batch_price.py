"""A batch asks OpenAI at its lower price first; a decision that somebody waits for, and a full provider, do not."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import respx
from fastapi.testclient import TestClient

from api.services import open_services
from llm.options import OPENAI_URL
from tests.api.conftest import CURE, Json, make_app, make_case, make_settings, wait_until_finished
from tests.llm.server_responses import chat_response, error_response

CAUGHT = {"clause_id": "CLM-1", "reasoning": "So.", "bearing": "caught", "probability": 0.99}
ANSWER = json.dumps({"findings": [{**CAUGHT, "quotes": [{"item_id": "i1", "text": CURE}]}], "look_up": []})
LLM = {"api_key": "sk-secret", "base_url": OPENAI_URL, "chat_model": "gpt-6-luna"}
Answer = Callable[[str | None], httpx.Response]
pytestmark = pytest.mark.httpx2(assert_all_called=False)


def answered(tier: str | None) -> httpx.Response:
    body = json.loads(chat_response(ANSWER).content)
    return httpx.Response(200, json=body | {"service_tier": tier or "default"})


def without_room(tier: str | None) -> httpx.Response:
    return error_response(429, "Resource unavailable") if tier else answered(tier)


def without_tier(tier: str | None) -> httpx.Response:
    return error_response(400, "Invalid service_tier argument") if tier else answered(tier)


class Provider:
    """OpenAI's chat endpoint, and the prices that it was asked for in their order."""

    def __init__(self, mock: respx.Router, answer: Answer) -> None:
        self.asked: list[str | None] = []
        self._answer = answer
        mock.post(f"{OPENAI_URL}/chat/completions").mock(side_effect=self._reply)
        mock.route().mock(return_value=httpx.Response(404))

    def _reply(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(request.content).get("service_tier"))
        return self._answer(self.asked[-1])


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    services = open_services(make_settings(tmp_path, llm=LLM), "llm")
    with TestClient(make_app(services), "http://localhost") as client:
        yield client


def batch_usage(client: TestClient, names: tuple[str, ...]) -> list[Json]:
    """The usage of each decision of the batch."""
    cases = [make_case(f"{CURE} {name}", name) for name in names]
    batch_id = client.post("/v1/batches", json=cases).json()["batch_id"]
    assert wait_until_finished(client, batch_id)["failed"] == 0
    lines = map(json.loads, client.get(f"/v1/batches/{batch_id}/results").text.splitlines())
    return [line["decision"]["trace"]["usage"] for line in lines]


def test_batch_is_asked_at_the_lower_price_and_a_single_decision_is_not(
    client: TestClient, httpx2_mock: respx.Router
) -> None:
    provider = Provider(httpx2_mock, answered)
    (usage,) = batch_usage(client, ("b1",))
    assert set(provider.asked) == {"flex"}
    assert usage["flex_answers"] == len(provider.asked)
    provider.asked.clear()
    single = client.post("/v1/decisions", json=make_case(f"{CURE} now")).json()["trace"]["usage"]
    assert (set(provider.asked), single["flex_answers"]) == ({None}, 0)
    assert single["cost"] == pytest.approx(2 * usage["cost"], rel=0.05)


@pytest.mark.parametrize("answer", [without_room, without_tier])
def test_batch_falls_back_to_the_usual_price_and_asks_so_from_then_on(
    client: TestClient, httpx2_mock: respx.Router, answer: Answer
) -> None:
    provider = Provider(httpx2_mock, answer)
    usage = [*batch_usage(client, ("b1",)), *batch_usage(client, ("b2",))]
    assert provider.asked == ["flex", *[None] * (len(provider.asked) - 1)]
    assert [one["flex_answers"] for one in usage] == [0, 0]
    assert all(one["cost"] for one in usage)
