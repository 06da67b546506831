"""The routes of statements: lists with pages and filters, one statement, and a submission to a double."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.jobs.statements import StatementPush
from api.services import Services
from tests.api.conftest import Json, decide, run_service
from tests.api.statements.database_double import TOKEN, Double, answering, database_double
from tests.api.statements.restricting_corpus import write_restricting_corpus


@pytest.fixture(scope="module")
def double() -> Iterator[Double]:
    with database_double() as opened:
        yield opened


@pytest.fixture(scope="module")
def running_service(data_dir: Path, double: Double) -> Iterator[tuple[TestClient, Services]]:
    measures, policies = write_restricting_corpus(data_dir)
    statements = {"url": double.url, "token": TOKEN, "measures": measures, "submit_unreviewed": True}
    trusted = {"trusted_hosts": ["localhost"]}
    with run_service(data_dir, policies=policies, statements=statements, messages=trusted) as running:
        yield running


def violate(client: TestClient, name: str) -> str:
    """A decision that a person has confirmed."""
    made = decide(client, name=name)
    body = {"action": "amend", "violated": ["CLM-1"], "reason": "It says so."}
    decision_id = str(made["decision_id"])
    tag = client.get(f"/v1/decisions/{decision_id}").headers["ETag"]
    response = client.post(f"/v1/decisions/{decision_id}/reviews", json=body, headers={"If-Match": tag})
    assert response.status_code == 201, response.text
    return decision_id


def test_statement_is_listed_read_and_submitted(client: TestClient, services: Services, double: Double) -> None:
    first, second = violate(client, "s1"), violate(client, "s2")
    page: Json = client.get("/v1/statements", params={"limit": 1}).json()
    assert [one["puid"] for one in page["items"]] == [second]
    following = client.get("/v1/statements", params={"limit": 1, "cursor": page["next_cursor"]}).json()
    assert [one["puid"] for one in following["items"]] == [first]
    one: Json = client.get(f"/v1/statements/{first}").json()
    assert one["restriction"]["visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]
    assert first in one["text"]["subject"]
    assert (one["status"], one["errors"]) == ("ready", {})
    assert client.post("/v1/statements/submissions").json()["accepted"] == 2
    assert sorted(double.stored) == sorted([first, second])
    listed = client.get("/v1/statements", params={"status": "accepted"}).json()["items"]
    assert {one["submitted"]["receiver_id"] for one in listed} == {f"uuid-{first}", f"uuid-{second}"}
    assert client.get("/v1/statements", params={"status": "ready"}).json()["items"] == []
    actions = [entry["action"] for entry in client.get("/v1/audit").json()["items"]]
    assert "statements.submit" in actions


def test_decision_without_a_statement_is_not_found(client: TestClient) -> None:
    made = decide(client, "good morning, the mug is blue", name="harmless")
    for name in ("nothing", made["decision_id"]):
        missing = client.get(f"/v1/statements/{name}")
        assert (missing.status_code, "restricts" in missing.json()["detail"]) == (404, True)


def test_unknown_filters_are_refused(client: TestClient) -> None:
    assert client.get("/v1/statements", params={"status": "lost"}).status_code == 422
    assert client.get("/v1/statements", params={"since": "2026-11-01T00:00:00"}).status_code == 422


def test_service_submits_on_a_schedule(client: TestClient, services: Services, double: Double) -> None:
    made = violate(client, "scheduled")
    double.faults = [answering(500)]
    StatementPush(services).push()
    assert made not in double.stored
    StatementPush(services).push()
    assert made in double.stored
