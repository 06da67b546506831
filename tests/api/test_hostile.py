"""Hostile words in every field, slow callers, floods: a clear answer, and nothing lost or run."""

import json
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create
from domain.signals import SignalCondition, SignalReading
from tests.api.conftest import CURE, case, decide, served
from tests.api.processes import Service, services, wait_for

WORDS = [
    "'; DROP TABLE decisions; --",
    '" OR 1=1 --',
    "%' OR '1'='1",
    "{{ 7 * 7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "\u202egnp.exe\u202c \u200b\u2066x\u2069",
    "😀" * 500,
    "\\x00 \\u0000 %00 \r\n\r\nSet-Cookie: a=b",
]


@pytest.mark.parametrize("words", WORDS)
def test_words_in_every_field_stay_words(client: TestClient, words: str) -> None:
    facts = {words: words, "list": [words, {words: 1}]}
    content = [{"id": words, "kind": "caption", "text": f"{CURE} {words}"}]
    asked = case(name=words, creator_id=words, facts=facts, content=content)
    answer = client.post("/v1/decisions", json=asked, headers={"Idempotency-Key": "k" + str(WORDS.index(words))})
    assert answer.status_code == 201, answer.text
    decision = answer.json()
    name = decision["decision_id"]
    assert decision["case_id"] == words
    assert "49" not in decision["education"]["body"].replace(words, "")
    assert client.get(f"/v1/decisions/{name}").json() == decision
    listed = client.get("/v1/decisions", params={"creator": words}).json()["items"]
    assert [item["decision_id"] for item in listed] == [name]
    body = {"action": "uphold", "reason": words, "reviewer": words[:200]}
    made = client.post(f"/v1/decisions/{name}/reviews", json=body)
    assert (made.status_code, made.json()["reason"]) == (201, words)
    appeal = client.post(f"/v1/decisions/{name}/appeals", json={"statement": words})
    assert appeal.json()["statement"] == words
    for audience in ("moderator", "creator"):
        told = client.get(f"/v1/decisions/{name}/explanation", params={"audience": audience, "format": "markdown"})
        assert told.status_code == 200
        assert "<script" not in told.text
    assert client.get("/v1/policies/search", params={"q": words}).status_code == 200
    assert client.get("/v1/decisions", params={"clause": words, "after": words[:200]}).status_code in (200, 422)


@pytest.mark.parametrize("field", ["language", "market", "scope", "content_date"])
@pytest.mark.parametrize("words", WORDS)
def test_words_where_a_name_is_due(client: TestClient, field: str, words: str) -> None:
    answer = client.post("/v1/decisions", json=case(**{field: words}))
    assert answer.status_code in (201, 422)


def test_a_control_character_is_refused_by_its_place(client: TestClient) -> None:
    answer = client.post("/v1/decisions", json=case("a\x00b"))
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["where"] == "body.content.0.text"
    assert "U+0000" in error["message"]


def test_a_log_line_holds_no_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served(tmp_path) as (client, _):
        decide(client, "unmistakable words", creator_id="cr_unmistakable")
        client.post("/v1/decisions", json={"id": "unmistakable", "nonsense": "unmistakable"})
    told = capsys.readouterr()
    assert "/v1/decisions" in told.out + told.err
    assert "unmistakable" not in told.out + told.err


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = {
        "CLAUSEWISE_SERVICE__BODY_SECONDS": "1",
        "CLAUSEWISE_SERVICE__BATCH_BYTES": "6000000",
        "CLAUSEWISE_SERVICE__HELD_BYTES": "9000000",
        "CLAUSEWISE_SERVICE__BURST": "1000",
        "CLAUSEWISE_SERVICE__RATE": "1000",
    }
    with services("sqlite", tmp_path_factory.mktemp("hostile"), settings=settings) as (one,):
        one.start()
        yield one


def head(path: str, length: int) -> bytes:
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        "",
        "",
    )
    return "\r\n".join(lines).encode()


@pytest.mark.slow
def test_a_body_that_stops_coming(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as connection:
        connection.settimeout(10)
        connection.sendall(head("/v1/decisions", 900) + b'{"id":')
        assert connection.recv(4096).startswith(b"HTTP/1.1 408")


@pytest.mark.slow
def test_a_body_that_drips(service: Service) -> None:
    """Each byte comes in time, and the whole does not."""
    with socket.create_connection(("127.0.0.1", service.port)) as connection:
        connection.settimeout(0.2)
        connection.sendall(head("/v1/batches", 900))
        answer = b""
        for _ in range(50):
            try:
                answer += connection.recv(4096)  # its head first, perhaps
            except TimeoutError:
                connection.sendall(b" ")
            if b"bytes a second" in answer:
                break
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"less than 50,000 bytes a second" in answer


@pytest.mark.slow
def test_a_flood_of_bytes_is_refused_and_ends(service: Service) -> None:
    with ExitStack() as open_:
        connections = [open_.enter_context(socket.create_connection(("127.0.0.1", service.port))) for _ in range(10)]
        answers = []
        for connection in connections:
            connection.settimeout(0.3)
            connection.sendall(head("/v1/batches", 5_000_000))
            with suppress(TimeoutError, ConnectionError):
                connection.sendall(b" " * 4_900_000)
            with suppress(TimeoutError):
                answers.append(connection.recv(4096))
    assert len(answers) >= 8
    assert {answer.partition(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 503 Service Unavailable"}
    assert b"retry-after: 5" in answers[-1]
    assert b"urn:clausewise:problem:busy" in answers[-1]
    assert service.client.post("/v1/batches", json=[case(f"{CURE} {n}", f"a{n}") for n in range(9)]).status_code == 202


@pytest.mark.slow
def test_a_flood_of_batches_is_taken_in_and_worked_off(service: Service) -> None:
    body = [case(f"{CURE} {n}", f"f{n}") for n in range(5)]

    def post(_: int) -> httpx.Response:
        return service.client.post("/v1/batches", json=body)

    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(post, range(100)))
    assert {answer.status_code for answer in answers} <= {202, 429, 503}
    taken = [answer.json()["batch_id"] for answer in answers if answer.status_code == 202]
    assert len(taken) > 50
    for batch_id in taken:
        wait_for(service.client, f"/v1/batches/{batch_id}", status="done", failed=0)


@pytest.mark.slow
def test_a_caller_that_goes_away_costs_nothing(service: Service) -> None:
    body = json.dumps(case()).encode()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", service.port)) as connection:
            connection.sendall(head("/v1/decisions/stream", len(body)) + body)
    assert service.client.get("/healthz").status_code == 200
    before: Any = service.process
    assert before.poll() is None
    assert service.end(signal.SIGTERM) == -signal.SIGTERM


def test_whoever_asks_whether_it_is_ready_holds_no_thread_each(tmp_path: Path) -> None:
    class Slow:
        name = "slow"

        def __init__(self) -> None:
            self.asked = 0

        def read(self, creator_id: str) -> SignalReading:
            self.asked += 1
            time.sleep(0.5)
            return SignalReading(condition=SignalCondition.UNREACHABLE, source=self.name)

    with served(tmp_path) as (_, parts):
        slow = Slow()
        gatherer = replace(parts.adjudicator.gatherer, signals=slow)
        hung = replace(parts, adjudicator=replace(parts.adjudicator, gatherer=gatherer))
        with TestClient(create(hung, keyless=True), "http://localhost") as client, ThreadPoolExecutor(60) as pool:
            answers = list(pool.map(lambda _: client.get("/readyz"), range(60)))
    assert {answer.status_code for answer in answers} == {200}
    assert "cannot be reached" in answers[0].json()["parts"]["signals"]
    assert slow.asked <= 2
