"""The routes of notices, complaints, corrections and misuse, from the case to each answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from store.schema import DecisionRow
from tests.api.conftest import Json, decide, run_service
from tests.api.statements.database_double import TOKEN, Double, database_double
from tests.api.statements.restricting_corpus import write_restricting_corpus

NOTICE = {
    "source": "trusted_flagger",
    "received_at": "2026-01-02T10:00:00+01:00",
    "notifier_id": "u_7",
    "language": "fr",
}


@pytest.fixture(scope="module")
def double() -> Iterator[Double]:
    with database_double() as opened:
        yield opened


@pytest.fixture(scope="module")
def running_service(data_dir: Path, double: Double) -> Iterator[tuple[TestClient, Services]]:
    measures, policies = write_restricting_corpus(data_dir)
    statements = {"url": double.url, "token": TOKEN, "measures": measures, "programs": ["bot"], "answer_days": 9}
    trusted = {"trusted_hosts": ["localhost"]}
    with run_service(data_dir, policies=policies, statements=statements, messages=trusted) as running:
        yield running


def violate(client: TestClient, name: str, **case: Any) -> str:
    """A decision that a person has confirmed."""
    decision_id = str(decide(client, name=name, **case)["decision_id"])
    review(client, f"/v1/decisions/{decision_id}/reviews", decision_id, {"action": "amend", "violated": ["CLM-1"]})
    return decision_id


def review(client: TestClient, path: str, decision_id: str, body: Json) -> Json:
    tag = client.get(f"/v1/decisions/{decision_id}").headers["ETag"]
    response = client.post(path, json={"reason": "It says so.", **body}, headers={"If-Match": tag})
    return {"status": response.status_code, **response.json()}


def test_notice_is_answered(client: TestClient) -> None:
    violate(client, "own")
    made = violate(client, "noticed", notice=NOTICE)
    page: Json = client.get("/v1/notices").json()
    assert [one["decision_id"] for one in page["items"]] == [made]
    one: Json = client.get(f"/v1/notices/{made}").json()
    assert (one["status"], one["result"]) == ("answered", "restricted")
    assert one["confirmation"]["subject"] == f"Nous avons reçu votre signalement {made}"
    assert "Une personne a décidé." in one["decision"]["body"]
    record = client.get(f"/v1/statements/{made}").json()["record"]
    assert record["source_type"] == "SOURCE_TRUSTED_FLAGGER"
    assert "u_7" not in str(record)
    missing = client.get("/v1/notices/x")
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:clausewise:problem:not-found")
    refused = client.post("/v1/decisions", json={"content": [{"text": "x"}], "notice": {"source": "a friend"}})
    assert refused.status_code == 422


BAD_NOTICES: dict[str, Json] = {
    "before 2000": {"received_at": "0001-01-01T00:00:00+14:00"},
    "text with its zone": {"received_at": 5},
    "in the future": {"received_at": "2999-01-01T00:00:00Z"},
    "never a name": {"notifier_id": "John Smith <john@x.org>"},
}


@pytest.mark.parametrize("words", BAD_NOTICES)
@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/prechecks", "/v1/batches"])
def test_notice_that_cannot_be_right_is_refused_at_every_door(client: TestClient, path: str, words: str) -> None:
    case: Json = {"content": [{"text": "x"}], "notice": {**NOTICE, **BAD_NOTICES[words]}}
    refused = client.post(path, json=[case] if path == "/v1/batches" else case)
    assert (refused.status_code, words in refused.text) == (422, True), refused.text


def test_notice_that_was_stored_before_hides_no_other(client: TestClient, services: Services) -> None:
    old, other = (violate(client, name, notice=NOTICE) for name in ("old", "other"))
    with services.store.database.write_transaction() as session:
        row = session.get_one(DecisionRow, old)
        row.case = {**row.case, "notice": {**NOTICE, **BAD_NOTICES["before 2000"]}}
    for path in ("/v1/notices", "/v1/statements"):
        listed = client.get(path)
        assert listed.status_code == 200
        assert {old, other} <= {one["decision_id"] for one in listed.json()["items"]}
    assert client.get(f"/v1/notices/{old}").status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "path", ["misuse?last", "creators/x/credit?as_of", "policies/clauses/CLM-1?as_of", "insights/metrics?day"]
)
def test_day_beyond_every_window_is_refused(client: TestClient, path: str, day: str) -> None:
    refused = client.get(f"/v1/{path}={day}")
    assert (refused.status_code, "is too far away" in refused.text) == (422, True), refused.text


def test_complaint_is_answered_by_a_person_and_corrects_the_statement(client: TestClient) -> None:
    made = violate(client, "contested")
    assert client.post("/v1/statements/submissions").json()["accepted"] >= 1
    appeal: Json = client.post(f"/v1/decisions/{made}/appeals", json={"statement": "It is a joke."}).json()
    (complaint,) = client.get("/v1/complaints").json()["items"]
    assert (complaint["appeal_id"], complaint["overdue"]) == (appeal["appeal_id"], False)
    assert complaint["answer_by"] > complaint["created_at"][:10]
    assert client.get("/v1/complaints", params={"overdue": True}).json()["items"] == []
    assert client.get("/v1/corrections").json()["items"] == []
    path = f"/v1/decisions/{made}/appeals/{appeal['appeal_id']}/outcome"
    by_program = review(client, path, made, {"action": "overturn", "reviewer": "bot"})
    assert (by_program["status"], "bot is a program" in by_program["detail"]) == (403, True)
    assert review(client, path, made, {"action": "overturn", "reviewer": "ana"})["status"] == 201
    (answered,) = client.get("/v1/complaints", params={"status": "closed"}).json()["items"]
    assert answered["result"] == "overturn"
    (correction,) = client.get("/v1/corrections").json()["items"]
    assert (correction["decision_id"], correction["kind"]) == (made, "withdrawn")
    misuse: Json = client.get("/v1/misuse").json()
    assert misuse["found"] == []
    page = client.get("/desk/appeals?status=closed").text
    assert complaint["answer_by"] in page
