"""Reviews and appeals over HTTP: the record keeps both, and ledger, message and audit log follow."""

import time
from datetime import UTC, datetime

from fastapi.testclient import TestClient

from api.services import Services
from domain.appeal import Appeal, AppealStatus
from domain.decision import Decision
from tests.api.conftest import HARMLESS, Json, case, decide


def review(client: TestClient, decision_id: str, action: str, *violated: str, status: int = 201) -> Json:
    body = {"action": action, "reason": "I read it.", "reviewer": "ana", "violated": violated}
    answer = client.post(f"/v1/decisions/{decision_id}/reviews", json=body)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


def stands(parts: Services, decision_id: str, creator: str) -> list[str]:
    return [e.clause_id for e in parts.store.violations.of(creator) if e.decision_id == decision_id and e.active]


def message(client: TestClient, decision_id: str) -> Json:
    items = client.get("/v1/education-messages?limit=200").json()["items"]
    (found,) = (item for item in items if item["decision_id"] == decision_id)
    return dict(found)


def test_an_overturned_violation_leaves_the_ledger_and_its_message_behind(client: TestClient, parts: Services) -> None:
    decision = decide(client, creator_id="cr_over")
    name = decision["decision_id"]
    assert stands(parts, name, "cr_over") == ["CLM-1"]
    made = review(client, name, "overturn")
    assert (made["outcome"], made["violated"]) == ("no_violation", [])
    assert stands(parts, name, "cr_over") == []
    assert message(client, name)["status"] == "superseded"
    assert client.get(f"/v1/decisions/{name}").json() == decision
    assert client.get(f"/v1/decisions/{name}/reviews").json() == [made]


def test_an_upheld_violation_lets_its_message_go(client: TestClient, parts: Services) -> None:
    name = decide(client, creator_id="cr_up")["decision_id"]
    before = message(client, name)
    assert before["status"] == "held"
    review(client, name, "uphold")
    after = message(client, name)
    assert (after["status"], after["body"], after["message_id"]) == ("ready", before["body"], before["message_id"])


def test_an_amended_decision_has_its_message_written_anew(client: TestClient, parts: Services) -> None:
    name = decide(client, creator_id="cr_am")["decision_id"]
    review(client, name, "amend", "DSC-1")
    written = message(client, name)
    assert (written["status"], written["clauses"]) == ("ready", ["DSC-1"])
    assert "DSC-1" in written["body"]
    assert "CLM-1" not in written["body"]
    assert stands(parts, name, "cr_am") == ["DSC-1"]
    told = client.get(f"/v1/decisions/{name}/explanation?audience=creator").json()
    assert told["message"]["body"] == written["body"]


def test_a_pass_that_a_person_overturns_is_written_about(client: TestClient, parts: Services) -> None:
    name = decide(client, HARMLESS, creator_id="cr_pass")["decision_id"]
    review(client, name, "overturn", "DSC-1")
    assert message(client, name)["status"] == "ready"


def test_what_does_not_fit_is_refused_and_nothing_changes(client: TestClient, parts: Services) -> None:
    name = decide(client, creator_id="cr_bad")["decision_id"]
    lines = parts.store.audit.verify().lines
    refused = review(client, name, "amend", "XYZ-9", status=422)
    assert "no clause XYZ-9" in refused["detail"]
    assert review(client, "dec_none", "uphold", status=404)["type"] == "urn:clausewise:problem:not-found"
    assert client.get(f"/v1/decisions/{name}/reviews").json() == []
    assert parts.store.audit.verify().lines == lines


def acknowledged(client: TestClient, decision_id: str) -> None:
    (name,) = (item["message_id"] for item in messages(client, decision_id) if item["status"] == "ready")
    assert client.post(f"/v1/education-messages/{name}/ack").status_code == 204


def messages(client: TestClient, decision_id: str) -> list[Json]:
    items = client.get("/v1/education-messages?limit=200").json()["items"]
    return [item for item in items if item["decision_id"] == decision_id]


def test_what_a_creator_was_told_wrongly_is_put_right(client: TestClient) -> None:
    decision = decide(client, creator_id="cr_told")
    name = decision["decision_id"]
    review(client, name, "uphold")
    acknowledged(client, name)
    review(client, name, "uphold")
    review(client, name, "amend", "DSC-1")
    first, replacing = messages(client, name)
    assert (first["status"], first["body"], first["corrects"]) == ("delivered", decision["education"]["body"], None)
    assert (replacing["status"], replacing["clauses"], replacing["corrects"]) == (
        "ready",
        ["DSC-1"],
        first["message_id"],
    )
    assert replacing["subject"].startswith("Corrected: ")
    assert "This rule is no longer held against you:\n- CLM-1" in replacing["body"]
    assert "The rule is DSC-1" in replacing["body"]
    review(client, name, "overturn")
    _, taken_back = messages(client, name)
    assert (taken_back["message_id"], taken_back["clauses"]) == (replacing["message_id"], [])
    assert taken_back["subject"] == "We were wrong about your post"
    assert "This rule is no longer held against you:\n- CLM-1" in taken_back["body"]
    acknowledged(client, name)
    review(client, name, "overturn", "CLM-1")
    *_, again = messages(client, name)
    assert (again["status"], again["corrects"]) == ("ready", taken_back["message_id"])
    letter = {field: again[field] for field in decision["education"]}
    assert letter == decision["education"]


def test_every_review_is_a_line_of_the_audit_log(client: TestClient, parts: Services) -> None:
    name = decide(client, creator_id="cr_audit")["decision_id"]
    made = review(client, name, "overturn")
    line = [*parts.store.audit.lines()][-1]
    assert (line.who, line.what, line.subject) == ("local", "review.overturn", name)
    assert line.after == f"{made['review_id']}: no_violation"
    assert parts.store.audit.verify().broken is None


def test_an_appeal_is_reheard_and_closed_by_a_person(client: TestClient, parts: Services) -> None:
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


def entered(parts: Services, decision_id: str, appeal_id: str) -> str:
    """An appeal that nobody has begun to read anew, by its address."""
    made = Appeal(
        appeal_id=appeal_id,
        decision_id=decision_id,
        statement="I quoted it.",
        status=AppealStatus.OPEN,
        created_at=datetime.now(UTC),
    )
    with parts.store.database.writing() as session:
        parts.store.appeals.enter(session, made)
    return f"/v1/decisions/{decision_id}/appeals/{appeal_id}"


def test_an_appeal_that_nobody_read_anew_is_closed_and_stays_as_it_was_closed(
    client: TestClient, parts: Services
) -> None:
    decision = decide(client, creator_id="cr_quick")
    address = entered(parts, decision["decision_id"], "app_quick")
    body = {"action": "overturn", "reason": "It is a quotation.", "reviewer": "ben"}
    assert client.post(f"{address}/outcome", json=body).status_code == 201
    closed = client.get(address).json()
    assert (closed["status"], closed["second"]) == ("closed", None)
    parts.store.appeals.record_second_decision("app_quick", Decision.model_validate(decision))
    assert client.get(address).json() == closed
    again = client.post(f"{address}/outcome", json=body | {"action": "uphold"})
    assert again.status_code == 409
    assert f"closed by review {closed['review_id']}" in again.json()["detail"]


def test_appeals_that_wait_are_listed_page_by_page(client: TestClient, parts: Services) -> None:
    names = [decide(client, creator_id=f"cr_wait{n}")["decision_id"] for n in range(3)]
    addresses = [entered(parts, name, f"app_wait{n}") for n, name in enumerate(names)]
    parts.store.appeals.record_second_decision("app_wait1", None)
    found, after = [], ""
    while True:
        page = client.get(f"/v1/appeals?status=open&limit=1{after}").json()
        found += page["items"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    waiting = client.get(addresses[0]).json()
    assert waiting.pop("second") is None
    mine = [item for item in found if item["appeal_id"].startswith("app_wait")]
    assert mine[0] == waiting
    assert [item["appeal_id"] for item in mine] == ["app_wait0", "app_wait2"]
    reheard = client.get("/v1/appeals?status=reheard").json()["items"]
    assert "app_wait1" in [item["appeal_id"] for item in reheard]
    assert {item["status"] for item in reheard} == {"reheard"}


def until(client: TestClient, address: str, status: str) -> Json:
    for _ in range(200):
        found: Json = client.get(address).json()
        if found["status"] == status:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{address} is {found['status']}")


def test_without_a_creator_nobody_is_written_to(client: TestClient, parts: Services) -> None:
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
