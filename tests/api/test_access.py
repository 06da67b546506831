"""Who may do what: keys, scopes, limits, and what the edge lets in and out."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from starlette.types import Message

from api.app import create
from api.problem import problem_of
from api.rate_limit import Buckets
from api.services import Services
from domain.access import Scope
from domain.errors import InputError, OperationError
from store.database import Database
from store.errors import BatchUnknown, CaseErased, StoreBusy, StoreUnwritable
from tests.api.conftest import Json, case, key, served

ROUTES = [
    ("POST", "/v1/decisions", Scope.DECIDE),
    ("POST", "/v1/decisions/stream", Scope.DECIDE),
    ("GET", "/v1/decisions", Scope.READ),
    ("GET", "/v1/decisions/x", Scope.READ),
    ("GET", "/v1/decisions/x/explanation", Scope.READ),
    ("POST", "/v1/decisions/x/reviews", Scope.REVIEW),
    ("GET", "/v1/decisions/x/reviews", Scope.READ),
    ("POST", "/v1/decisions/x/appeals", Scope.DECIDE),
    ("GET", "/v1/decisions/x/appeals", Scope.READ),
    ("GET", "/v1/decisions/x/appeals/y", Scope.READ),
    ("POST", "/v1/decisions/x/appeals/y/outcome", Scope.REVIEW),
    ("GET", "/v1/appeals", Scope.READ),
    ("POST", "/v1/batches", Scope.DECIDE),
    ("GET", "/v1/batches/x", Scope.READ),
    ("GET", "/v1/batches/x/results", Scope.READ),
    ("POST", "/v1/batches/x/cancel", Scope.DECIDE),
    ("GET", "/v1/policies", Scope.READ),
    ("GET", "/v1/policies/search?q=tea", Scope.READ),
    ("GET", "/v1/policies/clauses/CLM-1", Scope.READ),
    ("GET", "/v1/education-messages", Scope.READ),
    ("POST", "/v1/education-messages/x/ack", Scope.DECIDE),
    ("POST", "/v1/education-messages/x/redrive", Scope.ADMIN),
    ("GET", "/metrics", Scope.METRICS),
]
FREE = {"/healthz", "/readyz", "/openapi.json"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    service = {"burst": 100_000, "rate": 100_000, "body_bytes": 4_000, "origins": ["https://mod.example"]}
    with served(tmp_path_factory.mktemp("guarded"), keyless=False, service=service) as found:
        yield found


def test_every_route_is_guarded(guarded: tuple[TestClient, Services]) -> None:
    client, _ = guarded
    document = client.get("/openapi.json").json()
    listed = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    ours = {(method, path.split("?")[0]) for method, path, _ in ROUTES}
    told = {(m, p.replace("{decision_id}", "x").replace("{appeal_id}", "y")) for m, p in listed}
    told = {(m, p.replace("{batch_id}", "x").replace("{message_id}", "x")) for m, p in told}
    told = {(m, p.replace("{clause_id}", "CLM-1")) for m, p in told}
    assert {route for route in told if route[1] not in FREE} == ours


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_a_key_opens_what_its_scope_names(
    guarded: tuple[TestClient, Services], method: str, path: str, scope: Scope
) -> None:
    client, parts = guarded
    assert client.request(method, path).status_code == 401
    assert client.request(method, path, headers={"Authorization": "Bearer cw_none"}).status_code == 401
    for other in Scope:
        answer = client.request(method, path, headers=key(parts, other))
        assert (answer.status_code == 403) == (other not in (scope, Scope.ADMIN)), (other, answer.text)
        assert answer.status_code < 500


def test_what_a_caller_without_a_key_is_told(guarded: tuple[TestClient, Services]) -> None:
    answer = guarded[0].get("/v1/decisions")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"] == "urn:clausewise:problem:unauthenticated"
    assert "clausewise keys create" in answer.json()["detail"]
    assert guarded[0].get("/healthz").json() == {"status": "alive"}


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in ROUTES if method == "POST"])
def test_nothing_of_a_body_is_taken_before_the_key_holds(
    guarded: tuple[TestClient, Services], method: str, path: str
) -> None:
    """As a server would call it; whoever has no key could else fill the room that all bodies share."""
    told: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("the body is asked for")

    async def send(message: Message) -> None:
        told.append(message)

    async def ask() -> None:
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
        await guarded[0].app(scope, receive, send)

    asyncio.run(ask())
    assert told[0]["status"] == 401


def test_a_body_that_is_too_large_is_refused_told_or_not(guarded: tuple[TestClient, Services]) -> None:
    client, parts = guarded
    headers = key(parts, Scope.DECIDE)
    assert client.post("/v1/decisions", json=case("x" * 5_000), headers=headers).status_code == 413

    def parts_of_it() -> Iterator[bytes]:
        for _ in range(50):
            yield b"x" * 100

    answer = client.post("/v1/decisions", content=parts_of_it(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:clausewise:problem:too-large")


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"{", 400, "malformed"),
        (b"\xff\xfe\x00", 400, "malformed"),
        (b"[" * 3_000, 400, "malformed"),
        (b"", 422, "invalid"),
        (b'{"id": "\\ud800"}', 422, "invalid"),
        (b"null", 422, "invalid"),
        (b"1e999", 422, "invalid"),
        (b'{"id": NaN}', 422, "invalid"),
    ],
)
def test_a_body_that_is_no_case(guarded: tuple[TestClient, Services], body: bytes, status: int, kind: str) -> None:
    client, parts = guarded
    headers = key(parts, Scope.DECIDE) | {"Content-Type": "application/json"}
    answer = client.post("/v1/decisions", content=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:clausewise:problem:{kind}")
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_types_of_problems_are_listed(guarded: tuple[TestClient, Services]) -> None:
    told = guarded[0].get("/openapi.json").json()["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert told == sorted(told)
    for method, path in (("GET", "/nowhere"), ("DELETE", "/v1/decisions"), ("GET", "/v1/decisions")):
        assert guarded[0].request(method, path).json()["type"] in told


def test_headers_of_every_answer(guarded: tuple[TestClient, Services]) -> None:
    client, _ = guarded
    answer = client.get("/v1/decisions", headers={"X-Request-Id": "mine-1"})
    assert answer.headers["x-request-id"] == "mine-1"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers
    forged = client.get("/healthz", headers={"X-Request-Id": "a" * 65})
    assert forged.headers["x-request-id"] != "a" * 65


def test_browsers_may_call_from_listed_origins_only(guarded: tuple[TestClient, Services]) -> None:
    client, _ = guarded
    asked = {"Access-Control-Request-Method": "GET"}
    listed = client.options("/v1/decisions", headers=asked | {"Origin": "https://mod.example"})
    assert listed.headers["access-control-allow-origin"] == "https://mod.example"
    other = client.options("/v1/decisions", headers=asked | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_a_caller_that_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    with served(tmp_path, keyless=False, service={"rate": 0.5, "burst": 2}) as (client, parts):
        one, other = key(parts, Scope.READ), key(parts, Scope.READ)
        assert [client.get("/v1/policies", headers=one).status_code for _ in range(3)] == [200, 200, 429]
        told = client.get("/v1/policies", headers=one)
        assert (told.headers["retry-after"], told.json()["type"]) == ("2", "urn:clausewise:problem:too-many-requests")
        assert client.get("/v1/policies", headers=other).status_code == 200


def test_without_keys_it_answers_to_this_machine_s_name_alone(client: TestClient) -> None:
    assert client.get("/v1/policies").status_code == 200
    for headers in (
        {"Host": "evil.example"},
        {"Host": "localhost, evil.example"},
        {"Host": "["},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        refused = client.post("/v1/education-messages/x/ack", headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:clausewise:problem:forbidden"), headers
    own = client.get("/v1/policies", headers={"Origin": "http://localhost:3000"})
    assert own.status_code == 200


def test_the_first_key_ends_the_time_without_keys(tmp_path: Path) -> None:
    with served(tmp_path) as (client, parts):
        assert client.get("/v1/policies").status_code == 200
        headers = key(parts, Scope.READ)
        assert client.get("/v1/policies").status_code == 401
        assert client.get("/v1/policies", headers=headers).status_code == 200


def test_a_defect_says_no_more_than_its_id(
    open_service: tuple[TestClient, Services], capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> str:
        raise ZeroDivisionError("unmistakable words of a creator")

    _, parts = open_service
    app = create(replace(parts, adjudicator=replace(parts.adjudicator, new_id=broken)), keyless=True)
    client = TestClient(app, "http://localhost", raise_server_exceptions=False)  # its lifespan is not begun
    answer = client.post("/v1/decisions", json=case(), headers={"X-Request-Id": "mine-7"})
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:clausewise:problem:internal")
    assert "mine-7" in answer.json()["detail"]
    logged = capsys.readouterr()
    assert "ZeroDivisionError" in logged.out + logged.err
    assert "unmistakable" not in answer.text + logged.out + logged.err


def test_a_record_whose_connections_are_all_in_use_is_busy(open_service: tuple[TestClient, Services]) -> None:
    _, parts = open_service
    url = parts.store.database.engine.url
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    store = replace(parts.store, database=Database(engine, "here"))
    client = TestClient(create(replace(parts, store=store), keyless=True), "http://localhost")
    with engine.connect():
        refused = client.get("/v1/decisions")
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:clausewise:problem:busy")
    assert refused.headers["retry-after"] == "5"
    assert client.get("/v1/decisions").status_code == 200
    engine.dispose()


def test_tokens_come_back_with_time() -> None:
    now = 0.0
    buckets = Buckets(rate=2, burst=3, clock=lambda: now)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    now = 0.5
    assert [buckets.take("a") for _ in range(2)] == [0, 0.5]
    now = 100
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_readiness_and_meters(guarded: tuple[TestClient, Services]) -> None:
    client, parts = guarded
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert [*ready.json()["parts"]] == ["corpus", "index", "model", "signals", "store"]
    headers = key(parts, Scope.DECIDE, Scope.METRICS)
    client.post("/v1/decisions", json=case(), headers=headers)
    told = client.get("/metrics", headers=headers).text
    assert 'clausewise_decisions_total{judge="rules+local",outcome="violation"} 1.0' in told
    assert 'clausewise_clauses_violated_total{clause="CLM-1"} 1.0' in told
    assert 'clausewise_messages{status="held"} 1.0' in told
    assert "diabetes" not in told
    assert "cr_1" not in told


def test_a_batch_is_cancelled_by_who_handed_it_in(tmp_path: Path) -> None:
    with served(tmp_path, keyless=False) as (client, parts):
        mine, other, admin = key(parts, Scope.DECIDE), key(parts, Scope.DECIDE, Scope.READ), key(parts, Scope.ADMIN)

        def cancel(headers: Json) -> tuple[int, bool]:
            made = client.post("/v1/batches", json=[case(name=f"b{n}") for n in range(100)], headers=mine)
            batch_id = made.json()["batch_id"]
            answer = client.post(f"/v1/batches/{batch_id}/cancel", headers=headers)
            return answer.status_code, parts.store.batches.cancelled(batch_id)

        assert [cancel(who) for who in (mine, other, admin)] == [(200, True), (403, False), (200, True)]


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (StoreBusy("the record at postgresql://u@h/db is locked"), 503, "busy"),
        (StoreUnwritable("the record at postgresql://u@h/db cannot be written (words)"), 503, "unavailable"),
        (InputError("give another market"), 422, "refused"),
        (CaseErased("the case was erased"), 409, "conflict"),
        (BatchUnknown("there is no batch bat_1"), 404, "not-found"),
    ],
)
def test_what_is_wrong_with_a_part_is_not_for_callers(
    error: InputError | OperationError, status: int, kind: str
) -> None:
    told = problem_of(error)
    assert (told.status, told.type) == (status, f"urn:clausewise:problem:{kind}")
    assert "postgresql" not in told.detail
    assert "words" not in told.detail
