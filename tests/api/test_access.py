"""Authentication, scopes, rate limits, body limits and the headers of every response."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from starlette.types import Message

from api.error_handlers import problem_of
from api.services import Services
from domain.access import Scope
from domain.errors import InputError, OperationError
from store.database import Database
from store.errors import BatchNotFound, CaseErased, StoreBusy, StoreUnwritable
from tests.api.conftest import Json, key_headers, make_app, make_case, run_service

ROUTES = [
    ("POST", "/v1/decisions", Scope.DECIDE),
    ("POST", "/v1/decisions/stream", Scope.DECIDE),
    ("GET", "/v1/decisions", Scope.READ),
    ("GET", "/v1/decisions/x", Scope.READ),
    ("GET", "/v1/decisions/x/case", Scope.READ),
    ("GET", "/v1/decisions/x/explanation", Scope.READ),
    ("POST", "/v1/decisions/x/reviews", Scope.REVIEW),
    ("GET", "/v1/decisions/x/reviews", Scope.READ),
    ("POST", "/v1/decisions/x/reviews/z/undo", Scope.REVIEW),
    ("GET", "/v1/groups/x", Scope.READ),
    ("POST", "/v1/groups/x/reviews", Scope.REVIEW),
    ("POST", "/v1/groups/x/reviews/z/undo", Scope.REVIEW),
    ("GET", "/v1/drafts", Scope.REVIEW),
    ("GET", "/v1/decisions/x/draft", Scope.REVIEW),
    ("PUT", "/v1/decisions/x/draft", Scope.REVIEW),
    ("DELETE", "/v1/decisions/x/draft", Scope.REVIEW),
    ("GET", "/v1/preferences", Scope.READ),
    ("PUT", "/v1/preferences", Scope.READ),
    ("GET", "/v1/sessions", Scope.ADMIN),
    ("DELETE", "/v1/sessions?person=x", Scope.ADMIN),
    ("GET", "/v1/audit", Scope.AUDIT),
    ("POST", "/v1/decisions/x/appeals", Scope.DECIDE),
    ("GET", "/v1/decisions/x/appeals", Scope.READ),
    ("GET", "/v1/decisions/x/appeals/y", Scope.READ),
    ("POST", "/v1/decisions/x/appeals/y/outcome", Scope.REVIEW),
    ("GET", "/v1/appeals", Scope.READ),
    ("POST", "/v1/creators/x/assessments", Scope.DECIDE),
    ("GET", "/v1/creators/x/assessments", Scope.READ),
    ("POST", "/v1/decisions/x/contests", Scope.DECIDE),
    ("POST", "/v1/prechecks", Scope.DECIDE),
    ("GET", "/v1/creators/x/credit", Scope.READ),
    ("GET", "/v1/merchants/x/credit", Scope.READ),
    ("POST", "/v1/creators/x/quizzes", Scope.DECIDE),
    ("POST", "/v1/quizzes/x/answers", Scope.DECIDE),
    ("GET", "/v1/statements", Scope.READ),
    ("GET", "/v1/statements/x", Scope.READ),
    ("POST", "/v1/statements/submissions", Scope.ADMIN),
    ("GET", "/v1/notices", Scope.READ),
    ("GET", "/v1/notices/x", Scope.READ),
    ("GET", "/v1/complaints", Scope.READ),
    ("GET", "/v1/corrections", Scope.READ),
    ("GET", "/v1/misuse", Scope.LEAD),
    ("GET", "/v1/labels", Scope.READ),
    ("GET", "/v1/insights/proposals", Scope.INSIGHTS),
    ("POST", "/v1/insights/proposals/x/answer", Scope.POLICY),
    ("GET", "/v1/queues", Scope.READ),
    ("GET", "/v1/jobs", Scope.READ),
    ("POST", "/v1/jobs/claim", Scope.REVIEW),
    ("GET", "/v1/jobs/x", Scope.READ),
    ("GET", "/v1/jobs/x/events", Scope.READ),
    ("POST", "/v1/jobs/x/claim", Scope.REVIEW),
    ("POST", "/v1/jobs/x/renew", Scope.REVIEW),
    ("POST", "/v1/jobs/x/release", Scope.REVIEW),
    ("POST", "/v1/jobs/x/skip", Scope.REVIEW),
    ("POST", "/v1/jobs/x/escalate", Scope.REVIEW),
    ("POST", "/v1/jobs/x/comments", Scope.REVIEW),
    ("POST", "/v1/jobs/x/move", Scope.LEAD),
    ("POST", "/v1/jobs/x/assign", Scope.LEAD),
    ("GET", "/v1/media-bank", Scope.READ),
    ("POST", "/v1/media-bank", Scope.LEAD),
    ("DELETE", "/v1/media-bank/x", Scope.LEAD),
    ("GET", "/v1/quality/golden", Scope.LEAD),
    ("PUT", "/v1/quality/golden/x", Scope.LEAD),
    ("DELETE", "/v1/quality/golden/x", Scope.LEAD),
    ("GET", "/v1/quality/agreement", Scope.LEAD),
    ("GET", "/v1/quality/measures", Scope.LEAD),
    ("GET", "/v1/quality/coverage", Scope.LEAD),
    ("GET", "/v1/quality/next-cases", Scope.LEAD),
    ("GET", "/v1/insights/metrics", Scope.INSIGHTS),
    ("GET", "/v1/insights/metrics/refund_rate", Scope.INSIGHTS),
    ("GET", "/v1/insights/alerts", Scope.INSIGHTS),
    ("GET", "/v1/insights/root-causes/refund_rate", Scope.INSIGHTS),
    ("GET", "/v1/insights/fairness", Scope.INSIGHTS),
    ("GET", "/v1/insights/strategies", Scope.INSIGHTS),
    ("GET", "/v1/insights/strategies/backtest", Scope.INSIGHTS),
    ("GET", "/v1/insights/tradeoffs/exposure", Scope.INSIGHTS),
    ("GET", "/v1/insights/tradeoffs/promotion", Scope.INSIGHTS),
    ("GET", "/v1/insights/experiments/x", Scope.INSIGHTS),
    ("POST", "/v1/batches", Scope.DECIDE),
    ("GET", "/v1/batches/x", Scope.READ),
    ("GET", "/v1/batches/x/results", Scope.READ),
    ("POST", "/v1/batches/x/cancel", Scope.DECIDE),
    ("GET", "/v1/policies", Scope.READ),
    ("GET", "/v1/policies/search?q=tea", Scope.READ),
    ("GET", "/v1/policies/clauses/CLM-1", Scope.READ),
    ("GET", "/v1/education-messages", Scope.READ),
    ("GET", "/v1/education-messages/x", Scope.READ),
    ("POST", "/v1/education-messages/x/edit", Scope.REVIEW),
    ("POST", "/v1/education-messages/x/ack", Scope.DECIDE),
    ("POST", "/v1/education-messages/x/redrive", Scope.ADMIN),
    ("GET", "/metrics", Scope.METRICS),
]
PUBLIC = {"/healthz", "/readyz", "/openapi.json"}


@pytest.fixture(scope="module")
def authenticated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    service = {
        "max_burst_requests": 100_000,
        "requests_per_second": 100_000,
        "max_body_bytes": 4_000,
        "cors_origins": ["https://mod.example"],
    }
    with run_service(tmp_path_factory.mktemp("authenticated"), keyless=False, service=service) as running:
        yield running


def test_every_route_is_tested_for_its_scope(authenticated: tuple[TestClient, Services]) -> None:
    client, _ = authenticated
    document = client.get("/openapi.json").json()
    documented = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    tested = {(method, path.split("?")[0]) for method, path, _ in ROUTES}
    examples = {
        "creator_id": "x",
        "decision_id": "x",
        "appeal_id": "y",
        "batch_id": "x",
        "job_id": "x",
        "message_id": "x",
        "clause_id": "CLM-1",
    }
    examples |= {"metric_id": "refund_rate", "experiment_id": "x", "entry_id": "x", "proposal_id": "x"}
    examples |= {"review_id": "z", "group_id": "x", "bulk_id": "z", "merchant_id": "x", "quiz_id": "x", "puid": "x"}
    routes = {(method, path.format(**examples)) for method, path in documented}
    assert {route for route in routes if route[1] not in PUBLIC} == tested


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_key_permits_what_its_scope_names(
    authenticated: tuple[TestClient, Services], method: str, path: str, scope: Scope
) -> None:
    client, services = authenticated
    assert client.request(method, path).status_code == 401
    assert client.request(method, path, headers={"Authorization": "Bearer cw_none"}).status_code == 401
    for other in Scope:
        response = client.request(method, path, headers=key_headers(services, other))
        assert (response.status_code == 403) == (other not in (scope, Scope.ADMIN)), (other, response.text)
        assert response.status_code < 500


def test_caller_without_key_is_told_how_to_get_one(authenticated: tuple[TestClient, Services]) -> None:
    response = authenticated[0].get("/v1/decisions")
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["type"] == "urn:clausewise:problem:unauthenticated"
    assert "clausewise keys create" in response.json()["detail"]
    assert authenticated[0].get("/healthz").json() == {"status": "alive"}


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in ROUTES if method != "GET"])
def test_body_is_not_read_before_authentication(
    authenticated: tuple[TestClient, Services], method: str, path: str
) -> None:
    """Called like a server does. Otherwise callers without a key could use up the memory for bodies."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("the body is read")

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        route, _, query = path.partition("?")
        scope = {"type": "http", "method": method, "path": route, "query_string": query.encode(), "headers": []}
        await authenticated[0].app(scope, receive, send)

    asyncio.run(call())
    assert sent[0]["status"] == 401


def test_body_over_the_limit_is_refused_with_or_without_announced_length(
    authenticated: tuple[TestClient, Services],
) -> None:
    client, services = authenticated
    headers = key_headers(services, Scope.DECIDE)
    assert client.post("/v1/decisions", json=make_case("x" * 5_000), headers=headers).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(50):
            yield b"x" * 100

    response = client.post("/v1/decisions", content=chunks(), headers=headers | {"Content-Type": "application/json"})
    assert (response.status_code, response.json()["type"]) == (413, "urn:clausewise:problem:payload-too-large")


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"{", 400, "malformed-json"),
        (b"\xff\xfe\x00", 400, "malformed-json"),
        (b"[" * 3_000, 400, "malformed-json"),
        (b"", 422, "invalid-request"),
        (b'{"id": "\\ud800"}', 422, "invalid-request"),
        (b"null", 422, "invalid-request"),
        (b"1e999", 422, "invalid-request"),
        (b'{"id": NaN}', 422, "invalid-request"),
    ],
)
def test_invalid_body_is_refused(
    authenticated: tuple[TestClient, Services], body: bytes, status: int, kind: str
) -> None:
    client, services = authenticated
    headers = key_headers(services, Scope.DECIDE) | {"Content-Type": "application/json"}
    response = client.post("/v1/decisions", content=body, headers=headers)
    assert (response.status_code, response.json()["type"]) == (status, f"urn:clausewise:problem:{kind}")
    assert response.headers["content-type"] == "application/problem+json"


def test_problem_types_are_documented(authenticated: tuple[TestClient, Services]) -> None:
    schemas = authenticated[0].get("/openapi.json").json()["components"]["schemas"]
    types = schemas["Problem"]["properties"]["type"]["enum"]
    assert types == sorted(types)
    for method, path in (("GET", "/nowhere"), ("DELETE", "/v1/decisions"), ("GET", "/v1/decisions")):
        assert authenticated[0].request(method, path).json()["type"] in types


def test_headers_of_every_response(authenticated: tuple[TestClient, Services]) -> None:
    client, _ = authenticated
    response = client.get("/v1/decisions", headers={"X-Request-Id": "mine-1"})
    assert response.headers["x-request-id"] == "mine-1"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    assert "server" not in response.headers


@pytest.mark.parametrize("request_id", ["a" * 65, "tab\there", "caf\xe9", ""])
def test_invalid_request_id_is_replaced(authenticated: tuple[TestClient, Services], request_id: str) -> None:
    response = authenticated[0].get("/healthz", headers={b"X-Request-Id": request_id.encode("latin-1")})
    assert re.fullmatch("[0-9a-f]{16}", response.headers["x-request-id"])


def test_browsers_may_call_from_configured_origins_only(authenticated: tuple[TestClient, Services]) -> None:
    client, _ = authenticated
    headers = {"Access-Control-Request-Method": "GET"}
    listed = client.options("/v1/decisions", headers=headers | {"Origin": "https://mod.example"})
    assert listed.headers["access-control-allow-origin"] == "https://mod.example"
    other = client.options("/v1/decisions", headers=headers | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_caller_over_its_rate_limit_is_told_when_to_retry(tmp_path: Path) -> None:
    with run_service(tmp_path, keyless=False, service={"requests_per_second": 0.5, "max_burst_requests": 2}) as (
        client,
        services,
    ):
        one, other = key_headers(services, Scope.READ), key_headers(services, Scope.READ)
        assert [client.get("/v1/policies", headers=one).status_code for _ in range(3)] == [200, 200, 429]
        limited = client.get("/v1/policies", headers=one)
        assert (limited.headers["retry-after"], limited.json()["type"]) == (
            "2",
            "urn:clausewise:problem:too-many-requests",
        )
        assert client.get("/v1/policies", headers=other).status_code == 200


def test_without_keys_only_requests_to_localhost_are_answered(client: TestClient) -> None:
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


def test_first_key_ends_access_without_keys(tmp_path: Path) -> None:
    with run_service(tmp_path) as (client, services):
        assert client.get("/v1/policies").status_code == 200
        headers = key_headers(services, Scope.READ)
        assert client.get("/v1/policies").status_code == 401
        assert client.get("/v1/policies", headers=headers).status_code == 200


def test_internal_error_shows_only_the_request_id(
    running_service: tuple[TestClient, Services], capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> str:
        raise ZeroDivisionError("unmistakable words of a creator")

    _, services = running_service
    app = make_app(replace(services, adjudicator=replace(services.adjudicator, new_id=broken)))
    client = TestClient(app, "http://localhost", raise_server_exceptions=False)  # its lifespan does not start
    response = client.post("/v1/decisions", json=make_case(), headers={"X-Request-Id": "mine-7"})
    assert (response.status_code, response.json()["type"]) == (500, "urn:clausewise:problem:internal-error")
    assert "mine-7" in response.json()["detail"]
    logged = capsys.readouterr()
    assert "ZeroDivisionError" in logged.out + logged.err
    assert "unmistakable" not in response.text + logged.out + logged.err


def test_exhausted_connection_pool_is_busy(running_service: tuple[TestClient, Services]) -> None:
    _, services = running_service
    url = services.store.database.engine.url
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    store = replace(services.store, database=Database(engine, "here"))
    client = TestClient(make_app(replace(services, store=store)), "http://localhost")
    with engine.connect():
        refused = client.get("/v1/decisions")
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:clausewise:problem:busy")
    assert refused.headers["retry-after"] == "5"
    assert client.get("/v1/decisions").status_code == 200
    engine.dispose()


def test_readiness_and_metrics(authenticated: tuple[TestClient, Services]) -> None:
    client, services = authenticated
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert [*ready.json()["components"]] == ["corpus", "index", "model", "signals", "store"]
    headers = key_headers(services, Scope.DECIDE, Scope.METRICS)
    client.post("/v1/decisions", json=make_case(), headers=headers)
    metrics = client.get("/metrics", headers=headers).text
    assert 'clausewise_decisions_total{judge="rules+local",outcome="violation"} 1.0' in metrics
    assert 'clausewise_clauses_violated_total{clause="CLM-1"} 1.0' in metrics
    assert 'clausewise_messages{status="held"} 1.0' in metrics
    assert 'clausewise_http_request_seconds_count{method="GET",route="/readyz",status="200"}' in metrics
    assert "diabetes" not in metrics
    assert "cr_1" not in metrics


def test_batch_is_cancelled_by_its_submitter_or_an_admin(tmp_path: Path) -> None:
    with run_service(tmp_path, keyless=False) as (client, services):
        mine, other = key_headers(services, Scope.DECIDE), key_headers(services, Scope.DECIDE, Scope.READ)
        admin = key_headers(services, Scope.ADMIN)

        def cancel(headers: Json) -> tuple[int, bool]:
            batch = client.post("/v1/batches", json=[make_case(name=f"b{n}") for n in range(100)], headers=mine)
            batch_id = batch.json()["batch_id"]
            response = client.post(f"/v1/batches/{batch_id}/cancel", headers=headers)
            return response.status_code, services.store.batches.is_cancelled(batch_id)

        assert [cancel(headers) for headers in (mine, other, admin)] == [(200, True), (403, False), (200, True)]


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (StoreBusy("the record at postgresql://u@h/db is locked"), 503, "busy"),
        (StoreUnwritable("the record at postgresql://u@h/db cannot be written (words)"), 503, "unavailable"),
        (InputError("give another market"), 422, "unprocessable"),
        (CaseErased("the case was erased"), 409, "conflict"),
        (BatchNotFound("there is no batch bat_1"), 404, "not-found"),
    ],
)
def test_problem_repeats_no_internal_details(error: InputError | OperationError, status: int, kind: str) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.type) == (status, f"urn:clausewise:problem:{kind}")
    assert "postgresql" not in problem.detail
    assert "words" not in problem.detail
