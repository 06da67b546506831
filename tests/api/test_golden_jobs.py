"""A golden job over HTTP: the reviewer cannot tell it from a real one, and its answer changes nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Scope
from store.audit import AuditLog
from store.queue.jobs import JobWriter
from tests.api.conftest import HARMLESS, Json, key_headers, make_case, run_service

MODERATOR = (Scope.READ, Scope.REVIEW)
LEAD = (*MODERATOR, Scope.LEAD, Scope.DECIDE)
ANSWER = {"action": "overturn", "reason": "She quotes the doctor."}
Service = tuple[TestClient, Services]
QUEUES = """
[queues.default]
title = "All"
golden_share = 1.0

[[rules]]
queue = "default"
priority = 50
sla_minutes = 60

[[samples]]
of = "reviews"
share = 1.0
"""


class Caller:
    def __init__(self, service: Service, name: str, *scopes: Scope) -> None:
        self.client = service[0]
        self.headers = key_headers(service[1], *scopes, name=name)

    def send(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        response = self.client.request(method, path, json=body, headers=self.headers)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def etag(self, decision_id: str) -> str:
        return str(self.client.get(f"/v1/decisions/{decision_id}", headers=self.headers).headers["ETag"])


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("golden")
    (folder / "queues.toml").write_text(QUEUES)
    options = {"rules": folder / "queues.toml", "reviewer_cost_per_hour": 30}
    with run_service(folder, keyless=False, queues=options, service={"undo_seconds": 10}) as running:
        yield running


@pytest.fixture
def lena(service: Service) -> Caller:
    return Caller(service, "lena", *LEAD)


def decide(lead: Caller, **fields: Any) -> str:
    return str(lead.send("POST", "/v1/decisions", make_case(**fields), 201)["decision_id"])


def add(lead: Caller, decision_id: str, **body: object) -> Json:
    found: Json = lead.send("PUT", f"/v1/quality/golden/{decision_id}", {"reason": "It promises a cure.", **body})
    return found


def cancel_jobs(services: Services, decision_id: str) -> None:
    """As if it had not been drawn for a second review."""
    database = services.store.database
    with database.write_transaction() as session:
        AuditLog(database).lock(session)
        JobWriter(database, session, datetime.now(UTC)).cancel(decision_id, "test")


def test_golden_job_cannot_be_told_and_changes_nothing(service: Service, lena: Caller) -> None:
    ana = Caller(service, "ana", *MODERATOR)
    gold = decide(lena, creator_id="cr_gold", name="gold")
    lena.send("POST", f"/v1/decisions/{gold}/reviews", {"action": "uphold", "reason": "Plain."}, 201)
    cancel_jobs(service[1], gold)
    assert add(lena, gold)["outcome"] == "violation"
    waiting = decide(lena, creator_id="cr_real", name="real")
    before = service[1].store.violations.of_creator("cr_gold")
    job = ana.send("POST", "/v1/jobs/claim")
    assert (job["decision_id"], job["kind"], "golden" in str(job)) == (gold, "held_letter", False)
    assert ana.etag(gold) == f'"{gold}.0"'
    assert ana.send("GET", f"/v1/decisions/{gold}/reviews")["items"] == []
    assert "Plain." not in str(ana.send("GET", f"/v1/decisions/{gold}/explanation"))
    assert ana.send("GET", f"/v1/jobs/{job['job_id']}/events")["items"][0]["kind"] == "created"
    made = ana.send("POST", f"/v1/decisions/{gold}/reviews", ANSWER, 201)
    assert (made["outcome"], made["reviewer"]) == ("no_violation", "ana")
    assert ana.send("GET", f"/v1/decisions/{gold}/reviews")["items"] == [made]
    assert [one["reason"] for one in lena.send("GET", f"/v1/decisions/{gold}/reviews")["items"]] == ["Plain."]
    assert service[1].store.violations.of_creator("cr_gold") == before
    ana.send("POST", f"/v1/decisions/{gold}/reviews", ANSWER, 409)  # sent twice
    undone = ana.send("POST", f"/v1/decisions/{gold}/reviews/{made['review_id']}/undo")
    assert undone["undone_at"] is not None
    again = ana.send("POST", f"/v1/decisions/{gold}/reviews", {"action": "uphold", "reason": "A cure."}, 201)
    assert ana.send("POST", "/v1/jobs/claim")["decision_id"] == waiting
    reviewer = next(one for one in lena.send("GET", "/v1/quality/measures")["items"] if one["kind"] == "reviewer")
    assert (reviewer["name"], reviewer["cases"], reviewer["correct"]["value"]) == ("ana", 1, 1.0)
    assert reviewer["minutes"] < 1
    assert reviewer["cost"] == pytest.approx(reviewer["minutes"] / 2)
    assert reviewer["missing"] == ["kappa needs 10 cases, and there are 1"]
    assert again["review_id"] != made["review_id"]


def test_second_review_hides_the_first(service: Service, lena: Caller) -> None:
    ana, ben = Caller(service, "ana", *MODERATOR), Caller(service, "ben", *MODERATOR)
    decision_id = decide(lena, creator_id="cr_two", name="two")
    ana.send("POST", f"/v1/decisions/{decision_id}/reviews", ANSWER, 201)
    assert ben.send("GET", f"/v1/decisions/{decision_id}/reviews")["items"] == []  # before the claim too
    assert len(ana.send("GET", f"/v1/decisions/{decision_id}/reviews")["items"]) == 1
    refused = ben.send("POST", f"/v1/decisions/{decision_id}/reviews", ANSWER, 428)  # it says no more than the list
    assert (refused["reviews_since"], "ana" in refused["detail"], "She quotes" in str(refused)) == ([], False, False)
    severity = service[1].corpus.library.versions("CLM-1")[-1].severity.label
    for caller, seen in ((ben, ("violation", False)), (ana, ("no_violation", True))):
        (row,) = caller.send("GET", "/v1/decisions?case_id=two")["items"]
        assert (row["current_outcome"], row["reviewed"]) == seen
        for filters in (f"outcome={seen[0]}", f"reviewed={str(seen[1]).lower()}"):  # what is found is what is shown
            assert caller.send("GET", f"/v1/decisions?case_id=two&{filters}")["items"] == [row], filters
        for filters in ("clause_id=CLM-1", f"severity={severity}"):
            found = caller.send("GET", f"/v1/decisions?case_id=two&{filters}")["items"]
            assert found == ([row] if seen[0] == "violation" else []), filters
    ana.send("POST", "/v1/jobs/claim", None, 204)  # never their own
    job = ben.send("POST", "/v1/jobs/claim")
    assert (job["kind"], job["decision_id"]) == ("second_review", decision_id)
    for path in ("reviews", "explanation"):
        assert "She quotes" not in str(ben.send("GET", f"/v1/decisions/{decision_id}/{path}"))
    headers = {**ben.headers, "If-Match": ben.etag(decision_id)}
    body = {"action": "uphold", "reason": "A cure."}
    saved = ben.client.post(f"/v1/decisions/{decision_id}/reviews", json=body, headers=headers)
    assert (saved.status_code, saved.json()["outcome"]) == (201, "violation")
    assert len(ben.send("GET", f"/v1/decisions/{decision_id}/reviews")["items"]) == 2
    ben.send("POST", "/v1/jobs/claim", None, 204)
    assert lena.send("POST", "/v1/jobs/claim")["kind"] == "escalation"  # they differ: a lead decides
    assert lena.send("GET", "/v1/quality/agreement?since=2026-11-20T00:00:00", None, 422)["status"] == 422
    assert lena.send("GET", "/v1/quality/agreement?since=2100-01-01T00:00:00Z")["cases"] == 0
    agreement = lena.send("GET", "/v1/quality/agreement")
    assert (agreement["cases"], agreement["reviewers"], agreement["outcome"]["differing"]) == (1, 2, 1)
    assert agreement["outcome"]["reason"] == "too few cases have two answers: 10 are needed"
    (proposed,) = lena.send("GET", "/v1/quality/next-cases")["items"]
    assert (proposed["decision_id"], proposed["reasons"][0]) == (decision_id, "reviewers differ")


def test_second_review_is_hidden_only_from_those_who_may_give_it(service: Service, lena: Caller) -> None:
    ana, ben = Caller(service, "ana", *MODERATOR), Caller(service, "ben", *MODERATOR)
    shop, courier = Caller(service, "shop", Scope.READ), Caller(service, "courier", *MODERATOR, Scope.DECIDE)
    decision_id = decide(lena, creator_id="cr_seen", name="seen")
    ana.send("POST", f"/v1/decisions/{decision_id}/reviews", {"action": "uphold", "reason": "A cure."}, 201)
    message = service[1].store.outbox.current_message(decision_id)
    assert message
    path = f"/v1/education-messages/{message.message_id}"
    for caller in (ana, lena, shop):
        assert caller.send("GET", path)["body"] == message.message.body
    assert "answer the case first" in ben.send("GET", path, None, 409)["detail"]
    assert ben.send("POST", f"{path}/edit", {"subject": "Your post"}, 409)["status"] == 409
    service[1].store.outbox.mark_delivered([message], datetime.now(UTC))
    for caller, listed in ((ana, 1), (ben, 0), (shop, 1), (courier, 1)):  # who delivers gets every letter
        assert len(caller.send("GET", "/v1/education-messages")["items"]) == listed
    first_job = service[1].store.queue.jobs.of_decision(decision_id)[0].job_id
    for caller, seen in ((ben, {""}), (ana, {"", "ana"}), (lena, {"", "ana"})):
        events = caller.send("GET", f"/v1/jobs/{first_job}/events")["items"]
        assert {event["person"] for event in events} == seen
    for caller, reviewed in ((ben, False), (shop, True)):
        (row,) = caller.send("GET", "/v1/decisions?case_id=seen")["items"]
        assert row["reviewed"] is reviewed


def test_letter_of_a_golden_job_is_as_it_was_and_its_edit_changes_nothing(service: Service, lena: Caller) -> None:
    ana = Caller(service, "ana", *MODERATOR)
    gold = decide(lena, creator_id="cr_letter", name="gold")
    lena.send("POST", f"/v1/decisions/{gold}/reviews", {"action": "uphold", "reason": "Plain."}, 201)
    cancel_jobs(service[1], gold)
    add(lena, gold)
    decide(lena, creator_id="cr_other", name="other")
    before = service[1].store.outbox.current_message(gold)
    assert before
    path = f"/v1/education-messages/{before.message_id}"
    assert ana.send("POST", "/v1/jobs/claim")["decision_id"] == gold
    shown = ana.send("GET", path)
    assert (shown["status"], before.status, "agree" in before.message.body) == ("held", "ready", True)
    assert "agree" not in shown["body"]
    headers = {**ana.headers, "If-Match": ana.client.get(path, headers=ana.headers).headers["ETag"]}
    step = {"steps": ["Take out the sentence about the illness."]}
    edited = ana.client.post(f"{path}/edit", json=step, headers=headers)
    assert (edited.status_code, edited.json()["steps"]) == (200, step["steps"])
    stale = ana.client.post(f"{path}/edit", json=step, headers={**ana.headers, "If-Match": '"0000"'})
    assert stale.status_code == 409
    assert service[1].store.outbox.current_message(gold) == before


def test_golden_set_is_kept_by_leads(service: Service, lena: Caller) -> None:
    decision_id = decide(lena, text=HARMLESS, creator_id=None, market="US")
    path = f"/v1/quality/golden/{decision_id}"
    refused = lena.send("PUT", path, {"reason": "Plain."}, 422)
    assert "nobody has reviewed" in refused["detail"]
    wrong = lena.send("PUT", path, {"reason": "x", "violated": ["CLM-11"]}, 422)
    assert wrong["detail"] == 'there is no clause CLM-11 (did you mean "CLM-1"?)'
    added = add(lena, decision_id, violated=[])
    assert (added["outcome"], added["added_by"], added["queue"]) == ("no_violation", "lena", "default")
    assert lena.send("GET", "/v1/quality/golden")["items"] == [added]
    coverage = lena.send("GET", "/v1/quality/coverage")
    assert (coverage["traffic_cases"], coverage["golden_cases"]) == (1, 1)
    assert {"kind": "market", "value": "US", "traffic": 1, "traffic_share": 1.0, "golden": 1, "golden_share": 1.0} in (
        coverage["rows"]
    )
    assert coverage["rows"][0]["golden"] == 0  # a clause in force without a case
    (judge,) = lena.send("GET", "/v1/quality/measures")["items"]
    assert (judge["kind"], judge["cases"], judge["correct"]["value"]) == ("judge", 1, 1.0)
    lena.send("DELETE", path, None, 204)
    assert lena.send("GET", "/v1/quality/golden")["items"] == []
    assert lena.send("GET", "/v1/quality/golden?removed=true")["items"][0]["removed_by"] == "lena"
    lena.send("DELETE", path, None, 404)
    lena.send("PUT", "/v1/quality/golden/none", {"reason": "x", "violated": []}, 404)
