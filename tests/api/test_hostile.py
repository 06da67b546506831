"""Hostile text in every field, slow callers and floods get a clear response; nothing is lost or executed."""

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

from api.services import open_services
from domain.signals import SignalCondition, SignalReading
from tests.api.conftest import CURE, decide, make_app, make_case, make_settings, run_service
from tests.api.processes import ServiceProcess, service_processes, wait_for

HOSTILE_TEXTS = [
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


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_in_every_field_stays_text(client: TestClient, text: str) -> None:
    facts = {text: text, "list": [text, {text: 1}]}
    content = [{"id": text, "kind": "caption", "text": f"{CURE} {text}"}]
    case = make_case(name=text, creator_id=text, facts=facts, content=content)
    answer = client.post("/v1/decisions", json=case, headers={"Idempotency-Key": "k" + str(HOSTILE_TEXTS.index(text))})
    assert answer.status_code == 201, answer.text
    decision = answer.json()
    name = decision["decision_id"]
    assert decision["case_id"] == text
    assert "49" not in decision["education"]["body"].replace(text, "")
    assert client.get(f"/v1/decisions/{name}").json() == decision
    listed = client.get("/v1/decisions", params={"creator_id": text}).json()["items"]
    assert [item["decision_id"] for item in listed] == [name]
    body = {"action": "amend", "violated": ["CLM-1"], "reason": text, "reviewer": text[:200]}
    review = client.post(f"/v1/decisions/{name}/reviews", json=body)
    assert (review.status_code, review.json()["reason"]) == (201, text)
    appeal = client.post(f"/v1/decisions/{name}/appeals", json={"statement": text})
    assert appeal.json()["statement"] == text
    for audience in ("moderator", "creator"):
        parameters = {"audience": audience, "format": "markdown"}
        explanation = client.get(f"/v1/decisions/{name}/explanation", params=parameters)
        assert explanation.status_code == 200
        assert "<script" not in explanation.text
    assert client.get("/v1/policies/search", params={"q": text}).status_code == 200
    assert client.get("/v1/decisions", params={"clause_id": text, "cursor": text[:200]}).status_code in (200, 422)


@pytest.mark.parametrize("field", ["language", "market", "scope", "content_date"])
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_in_a_short_field_is_accepted_or_refused(client: TestClient, field: str, text: str) -> None:
    answer = client.post("/v1/decisions", json=make_case(**{field: text}))
    assert answer.status_code in (201, 422)


def test_control_character_is_refused_by_its_place(client: TestClient) -> None:
    answer = client.post("/v1/decisions", json=make_case("a\x00b"))
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["where"] == "body.content.0.text"
    assert "U+0000" in error["message"]


def test_log_holds_no_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with run_service(tmp_path) as (client, _):
        decide(client, "unmistakable text", creator_id="cr_unmistakable")
        client.post("/v1/decisions", json={"id": "unmistakable", "nonsense": "unmistakable"})
    logged = capsys.readouterr()
    assert "/v1/decisions" in logged.out + logged.err
    assert "unmistakable" not in logged.out + logged.err


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    settings = {
        "CLAUSEWISE_SERVICE__BODY_TIMEOUT_SECONDS": "1",
        "CLAUSEWISE_SERVICE__MAX_BATCH_BYTES": "6000000",
        "CLAUSEWISE_SERVICE__MAX_TOTAL_BODY_BYTES": "9000000",
        "CLAUSEWISE_SERVICE__MAX_BURST_REQUESTS": "1000",
        "CLAUSEWISE_SERVICE__REQUESTS_PER_SECOND": "1000",
    }
    with service_processes("sqlite", tmp_path_factory.mktemp("hostile"), settings=settings) as (process,):
        process.start()
        yield process


def request_head(path: str, length: int) -> bytes:
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
@pytest.mark.parametrize("request_bytes", [b"bad\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01"])
def test_what_is_not_http_gets_a_problem_too(service: ServiceProcess, request_bytes: bytes) -> None:
    with socket.create_connection(("127.0.0.1", service.port), 10) as connection:
        connection.sendall(request_bytes)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"content-type: application/problem+json" in head
    assert json.loads(body)["type"] == "urn:clausewise:problem:malformed-request"


@pytest.mark.slow
def test_body_that_stops_times_out(service: ServiceProcess) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as connection:
        connection.settimeout(10)
        connection.sendall(request_head("/v1/decisions", 900) + b'{"id":')
        assert connection.recv(4096).startswith(b"HTTP/1.1 408")


@pytest.mark.slow
def test_body_that_trickles_times_out(service: ServiceProcess) -> None:
    """Each byte arrives in time, the whole body does not."""
    with socket.create_connection(("127.0.0.1", service.port)) as connection:
        connection.settimeout(0.2)
        connection.sendall(request_head("/v1/batches", 900))
        answer = b""
        for _ in range(50):
            try:
                answer += connection.recv(4096)  # the head may come first
            except TimeoutError:
                connection.sendall(b" ")
            if b"bytes per second" in answer:
                break
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"less than 50,000 bytes per second" in answer


@pytest.mark.slow
def test_flood_of_bytes_is_refused(service: ServiceProcess) -> None:
    with ExitStack() as open_:
        connections = [open_.enter_context(socket.create_connection(("127.0.0.1", service.port))) for _ in range(10)]
        answers = []
        for connection in connections:
            connection.settimeout(0.3)
            connection.sendall(request_head("/v1/batches", 5_000_000))
            with suppress(TimeoutError, ConnectionError):
                connection.sendall(b" " * 4_900_000)
            with suppress(TimeoutError):
                answers.append(connection.recv(4096))
    assert len(answers) >= 8
    assert {answer.partition(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 503 Service Unavailable"}
    assert b"retry-after: 5" in answers[-1]
    assert b"urn:clausewise:problem:busy" in answers[-1]
    assert (
        service.client.post("/v1/batches", json=[make_case(f"{CURE} {n}", f"a{n}") for n in range(9)]).status_code
        == 202
    )


@pytest.mark.slow
def test_flood_of_batches_is_accepted_and_decided(service: ServiceProcess) -> None:
    body = [make_case(f"{CURE} {n}", f"f{n}") for n in range(5)]

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
def test_disconnected_callers_do_no_harm(service: ServiceProcess) -> None:
    body = json.dumps(make_case()).encode()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", service.port)) as connection:
            connection.sendall(request_head("/v1/decisions/stream", len(body)) + body)
    assert service.client.get("/healthz").status_code == 200
    process: Any = service.process
    assert process.poll() is None
    assert service.stop(signal.SIGTERM) == -signal.SIGTERM


def test_readiness_requests_share_one_check(tmp_path: Path) -> None:
    class SlowSignals:
        name = "slow"

        def __init__(self) -> None:
            self.calls = 0

        def read(self, creator_id: str) -> SignalReading:
            self.calls += 1
            time.sleep(0.2)
            return SignalReading(condition=SignalCondition.UNREACHABLE, source=self.name)

    services, signals = open_services(make_settings(tmp_path), "local"), SlowSignals()
    gatherer = replace(services.adjudicator.gatherer, signals=signals)
    slow = replace(services, adjudicator=replace(services.adjudicator, gatherer=gatherer))
    with TestClient(make_app(slow), "http://localhost") as client, ThreadPoolExecutor(60) as pool:
        responses = list(pool.map(lambda _: client.get("/readyz"), range(60)))
    assert {response.status_code for response in responses} == {200}
    assert "unreachable" in responses[0].json()["components"]["signals"]
    assert signals.calls <= 2
