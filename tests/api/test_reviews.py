"""Reviews and appeals over HTTP: the record keeps both, and ledger, message and audit log follow."""

import time

from fastapi.testclient import TestClient

from api.parts import Parts
from tests.api.conftest import HARMLESS, Json, case, decide


def review(client: TestClient, decision_id: str, action: str, *violated: str, status: int = 201) -> Json:
    body = {"action": action, "reason": "I read it.", "reviewer": "ana", "violated": violated}
    answer = client.post(f"/v1/decisions/{decision_id}/reviews", json=body)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


def stands(parts: Parts, decision_id: str, creator: str) -> list[str]:
    return [e.clause_id for e in parts.store.ledger.of(creator) if e.decision_id == decision_id and e.stands]


def message(client: TestClient, decision_id: str) -> Json:
    items = client.get("/v1/education-messages?limit=200").json()["items"]
    (found,) = (item for item in items if item["decision_id"] == decision_id)
    return dict(found)


def test_an_overturned_violation_leaves_the_ledger_and_its_message_behind(client: TestClient, parts: Parts) -> None:
    decision = decide(client, creator_id="cr_over")
    name = decision["decision_id"]
    assert stands(parts, name, "cr_over") == ["CLM-1"]
    made = review(client, name, "overturn")
    assert (made["outcome"], made["violated"]) == ("no_violation", [])
    assert stands(parts, name, "cr_over") == []
    assert message(client, name)["status"] == "superseded"
    assert client.get(f"/v1/decisions/{name}").json() == decision
    assert client.get(f"/v1/decisions/{name}/reviews").json() == [made]


def test_an_upheld_violation_lets_its_message_go(client: TestClient, parts: Parts) -> None:
    name = decide(client, creator_id="cr_up")["decision_id"]
    before = message(client, name)
    assert before["status"] == "held"
    review(client, name, "uphold")
    after = message(client, name)
    assert (after["status"], after["body"], after["message_id"]) == ("ready", before["body"], before["message_id"])


def test_an_amended_decision_has_its_message_written_anew(client: TestClient, parts: Parts) -> None:
    name = decide(client, creator_id="cr_am")["decision_id"]
    review(client, name, "amend", "DSC-1")
    written = message(client, name)
    assert (written["status"], written["clauses"]) == ("ready", ["DSC-1"])
    assert "DSC-1" in written["body"]
    assert "CLM-1" not in written["body"]
    assert stands(parts, name, "cr_am") == ["DSC-1"]
    told = client.get(f"/v1/decisions/{name}/explanation?audience=creator").json()
    assert told["message"]["body"] == written["body"]


def test_a_pass_that_a_person_overturns_is_written_about(client: TestClient, parts: Parts) -> None:
    name = decide(client, HARMLESS, creator_id="cr_pass")["decision_id"]
    review(client, name, "overturn", "DSC-1")
    assert message(client, name)["status"] == "ready"


def test_what_does_not_fit_is_refused_and_nothing_changes(client: TestClient, parts: Parts) -> None:
    name = decide(client, creator_id="cr_bad")["decision_id"]
    lines = parts.store.audit.verify().lines
    refused = review(client, name, "amend", "XYZ-9", status=422)
    assert "no clause XYZ-9" in refused["detail"]
    assert review(client, "dec_none", "uphold", status=404)["type"] == "urn:clausewise:problem:not-found"
    assert client.get(f"/v1/decisions/{name}/reviews").json() == []
    assert parts.store.audit.verify().lines == lines


def test_every_review_is_a_line_of_the_audit_log(client: TestClient, parts: Parts) -> None:
    name = decide(client, creator_id="cr_audit")["decision_id"]
    made = review(client, name, "overturn")
    line = [*parts.store.audit.lines()][-1]
    assert (line.who, line.what, line.subject) == ("local", "review.overturn", name)
    assert line.after == f"{made['review_id']}: no_violation"
    assert parts.store.audit.verify().broken is None


def test_an_appeal_is_reheard_and_closed_by_a_person(client: TestClient, parts: Parts) -> None:
    decision = decide(client, creator_id="cr_app")
    name = decision["decision_id"]
    made = client.post(f"/v1/decisions/{name}/appeals", json={"statement": "I quoted it."})
    assert (made.status_code, made.json()["status"]) == (202, "open")
    address = f"/v1/decisions/{name}/appeals/{made.json()['appeal_id']}"
    again = client.post(f"/v1/decisions/{name}/appeals", json={"statement": "And again."})
    assert again.status_code == 409
    reheard = until(client, address, "reheard")
    assert reheard["second"]["verdict"] == decision["verdict"]  # the embedded judge says the same each time
    assert parts.store.get(reheard["second"]["decision_id"]) is None
    body = {"action": "overturn", "reason": "It is a quotation.", "reviewer": "ben"}
    closed = client.post(f"{address}/outcome", json=body)
    assert closed.status_code == 201
    assert client.get(address).json()["review_id"] == closed.json()["review_id"]
    assert client.post(f"{address}/outcome", json=body | {"action": "uphold"}).status_code == 409
    assert client.get(f"/v1/decisions/{name}/reviews").json() == [closed.json()]
    assert stands(parts, name, "cr_app") == []
    assert client.post("/v1/decisions/dec_none/appeals", json={"statement": "x"}).status_code == 404


def until(client: TestClient, address: str, status: str) -> Json:
    for _ in range(200):
        found: Json = client.get(address).json()
        if found["status"] == status:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{address} is {found['status']}")


def test_without_a_creator_nobody_is_written_to(client: TestClient, parts: Parts) -> None:
    name = client.post("/v1/decisions", json=case(creator_id=None)).json()["decision_id"]
    review(client, name, "uphold")
    assert parts.store.outbox.of(name) is None


def test_a_creator_is_not_told_of_a_breach_that_was_taken_back(client: TestClient) -> None:
    decision = decide(client, creator_id="cr_back")
    name, path = decision["decision_id"], f"/v1/decisions/{decision['decision_id']}/explanation?audience=creator"
    assert client.get(path).json()["message"] == decision["education"]
    review(client, name, "overturn")
    cleared = decide(client, HARMLESS, creator_id="cr_fine")
    assert client.get(path).json()["message"]["subject"] == cleared["education"]["subject"]
