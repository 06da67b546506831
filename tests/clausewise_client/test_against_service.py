"""The client with a running service in its own process: deciding, reading, reviewing, batches, streams and problems."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from clausewise_client import AsyncClausewise, Clausewise, Problem, ServiceUnreachable
from clausewise_client.models import Case, ReviewIn
from clausewise_client.problems import Conflict, InvalidRequest, NotFound
from clausewise_client.retries import RetryPolicy
from tests.api.conftest import CURE, HARMLESS
from tests.api.processes import ServiceProcess, service_processes

pytestmark = pytest.mark.slow


def make_case(text: str = CURE, name: str = "c1") -> Case:
    return {"id": name, "creator_id": "cr_1", "content": [{"id": "i1", "kind": "caption", "text": text}]}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    with service_processes("sqlite", tmp_path_factory.mktemp("client")) as (process,):
        process.start()
        yield process


@pytest.fixture
def client(service: ServiceProcess) -> Iterator[Clausewise]:
    with Clausewise(f"http://127.0.0.1:{service.port}") as client:
        yield client


def test_case_is_decided_read_explained_and_reviewed(client: Clausewise) -> None:
    decision = client.decide(make_case(), as_of="2026-11-30")
    decision_id = decision["decision_id"]
    assert decision["verdict"]["outcome"] == "violation"
    assert client.get_decision(decision_id) == decision
    assert client.get_decision_case(decision_id)["case"]["id"] == "c1"
    text = client.explain_decision(decision_id, format_="markdown")
    assert isinstance(text, str)
    assert text.startswith("#")
    body: ReviewIn = {"action": "uphold", "reason": "It promises a cure."}
    version = client.get_decision_version(decision_id)
    review = client.review_decision(decision_id, body, if_match=version)
    with pytest.raises(Conflict) as caught:
        client.review_decision(decision_id, body, if_match=version)
    assert caught.value.members["current_version"] != version.strip('"')
    assert [one["review_id"] for one in client.list_reviews(decision_id)["items"]] == [review["review_id"]]


def test_same_key_decides_once(client: Clausewise) -> None:
    first, again = (client.decide(make_case(), idempotency_key="order-1") for _ in range(2))
    other = client.decide(make_case())
    assert first["decision_id"] == again["decision_id"] != other["decision_id"]


def test_batch_is_submitted_and_its_results_come_as_lines(client: Clausewise) -> None:
    batch = client.create_batch([make_case(), make_case(HARMLESS, "c2")])
    while client.get_batch(batch["batch_id"])["status"] == "running":
        time.sleep(0.05)
    results = [*client.stream_batch_results(batch["batch_id"])]
    assert [one["decision"]["case_id"] for one in results] == ["c1", "c2"]


def test_decision_is_streamed(client: Clausewise) -> None:
    events = [*client.stream_decision(make_case("this tea cured\u2028my diabetes in two weeks\x85"))]
    assert [event.name for event in events] == ["evidence", "verdict", "decision"]
    assert events[-1].data["case_id"] == "c1"


def test_pages_are_iterated(client: Clausewise) -> None:
    made = {client.decide(make_case(HARMLESS, f"page-{number}"))["decision_id"] for number in range(5)}
    found = [one["decision_id"] for one in client.iterate_decisions(limit=2)]
    assert made <= {*found}
    assert len(found) == len({*found})


def test_problems_are_exceptions(client: Clausewise, service: ServiceProcess) -> None:
    with pytest.raises(NotFound, match="there is no decision dec_none"):
        client.get_decision("dec_none")
    broken: Any = {"id": "c", "contents": []}
    with pytest.raises(InvalidRequest) as caught:
        client.decide(broken)
    assert "body.contents" in {error["where"] for error in caught.value.errors}
    assert caught.value.request_id
    nobody = RetryPolicy(attempts=2, first_seconds=0.01)
    with Clausewise("http://127.0.0.1:1", retries=nobody) as lost, pytest.raises(ServiceUnreachable):
        lost.check_health()
    with pytest.raises(ValueError, match="decision_id is empty"):
        client.get_decision("")


def test_the_same_with_asyncio(service: ServiceProcess) -> None:
    async def run() -> None:
        async with AsyncClausewise(f"http://127.0.0.1:{service.port}") as client:
            decisions = await asyncio.gather(*(client.decide(make_case(name=f"a{n}")) for n in range(3)))
            names = {one["case_id"] async for one in client.iterate_decisions(limit=2, case_id="a1")}
            assert names == {"a1"}
            assert {one["case_id"] for one in decisions} == {"a0", "a1", "a2"}
            events = [event.name async for event in client.stream_decision(make_case())]
            assert events[-1] == "decision"
            assert await client.get_decision_version(decisions[0]["decision_id"])
            with pytest.raises(Problem):
                await client.get_decision("dec_none")

    asyncio.run(run())
