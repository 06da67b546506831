"""Reviews and appeals over HTTP: both are stored, and violations, message and audit log follow."""

import time
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.appeal import Appeal, AppealStatus
from domain.decision import Decision
from tests.api.conftest import CURE, HARMLESS, Json, decide, make_case


def review(client: TestClient, decision_id: str, action: str, *violated: str, status: int = 201) -> Json:
    """Of the version that the decision has now."""
    body = {"action": action, "reason": "I read it.", "reviewer": "ana", "violated": violated}
    answer = client.post(f"/v1/decisions/{decision_id}/reviews", json=body, headers=version_of(client, decision_id))
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


def version_of(client: TestClient, decision_id: str) -> Json:
    etag = client.get(f"/v1/decisions/{decision_id}").headers.get("ETag")
    return {"If-Match": etag} if etag else {}


def active_violations(services: Services, decision_id: str, creator: str) -> list[str]:
    return [
        e.clause_id for e in services.store.violations.of_creator(creator) if e.decision_id == decision_id and e.active
    ]


def message_of(client: TestClient, decision_id: str) -> Json:
    items = client.get("/v1/education-messages?limit=200").json()["items"]
    (found,) = (item for item in items if item["decision_id"] == decision_id)
    return dict(found)


def test_overturned_violation_is_not_counted_and_its_message_is_superseded(
    client: TestClient, services: Services
) -> None:
    decision = decide(client, creator_id="cr_over")
    name = decision["decision_id"]
    assert active_violations(services, name, "cr_over") == ["CLM-1"]
    saved = review(client, name, "overturn")
    assert (saved["outcome"], saved["violated"]) == ("no_violation", [])
    assert active_violations(services, name, "cr_over") == []
    assert message_of(client, name)["status"] == "superseded"
    assert client.get(f"/v1/decisions/{name}").json() == decision
    assert client.get(f"/v1/decisions/{name}/reviews").json() == {"items": [saved], "next_cursor": None}


def test_upheld_violation_releases_its_message(client: TestClient, services: Services) -> None:
    name = decide(client, creator_id="cr_up")["decision_id"]
    before = message_of(client, name)
    assert before["status"] == "held"
    review(client, name, "uphold")
    after = message_of(client, name)
    assert (after["status"], after["message_id"]) == ("ready", before["message_id"])
    assert "A person has looked at your post and agrees with what this message says." in after["body"]
    assert "CLM-1" in after["body"]


def test_amended_decision_gets_a_new_message(client: TestClient, services: Services) -> None:
    name = decide(client, creator_id="cr_am")["decision_id"]
    review(client, name, "amend", "DSC-1")
    written = message_of(client, name)
    assert (written["status"], written["clauses"]) == ("ready", ["DSC-1"])
    assert "DSC-1" in written["body"]
    assert "CLM-1" not in written["body"]
    assert active_violations(services, name, "cr_am") == ["DSC-1"]
    explanation = client.get(f"/v1/decisions/{name}/explanation?audience=creator").json()
    assert explanation["message"]["body"] == written["body"]


def test_decision_overturned_to_a_violation_gets_a_message(client: TestClient, services: Services) -> None:
    name = decide(client, HARMLESS, creator_id="cr_pass")["decision_id"]
    review(client, name, "overturn", "DSC-1")
    assert message_of(client, name)["status"] == "ready"


def test_invalid_review_is_refused_and_changes_nothing(client: TestClient, services: Services) -> None:
    name = decide(client, creator_id="cr_bad")["decision_id"]
    entries = services.store.audit.verify().entries
    refused = review(client, name, "amend", "XYZ-9", status=422)
    assert "no clause XYZ-9" in refused["detail"]
    assert review(client, "dec_none", "uphold", status=404)["type"] == "urn:clausewise:problem:not-found"
    assert client.get(f"/v1/decisions/{name}/reviews").json()["items"] == []
    assert services.store.audit.verify().entries == entries


def test_review_that_missed_another_is_refused_instead_of_stored_as_its_opposite(client: TestClient) -> None:
    name = decide(client, creator_id="cr_two")["decision_id"]
    seen = version_of(client, name)
    review(client, name, "overturn")
    body = {"action": "uphold", "reason": "It promises a cure.", "reviewer": "ben"}
    path = f"/v1/decisions/{name}/reviews"
    unnamed, stale = client.post(path, json=body), client.post(path, json=body, headers=seen)
    assert (unnamed.status_code, unnamed.json()["type"]) == (428, "urn:clausewise:problem:precondition-required")
    assert f'with If-Match: "{name}.1"' in unnamed.json()["detail"]
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:clausewise:problem:conflict")
    assert "ana, overturn: no violation" in stale.json()["detail"]
    (only,) = client.get(path).json()["items"]
    for refused in (unnamed, stale):
        assert (refused.json()["current_version"], refused.json()["reviews_since"]) == (f"{name}.1", [only])
    assert (only["action"], only["outcome"], only["reason"]) == ("overturn", "no_violation", "I read it.")
    saved = client.post(path, json=body, headers=version_of(client, name))
    assert (saved.status_code, saved.headers["ETag"]) == (201, f'"{name}.2"')


@pytest.mark.parametrize("if_match", ["*", '"dec_other.0"', "dec_1.0", '"x.0", "y.0"', '"x.99999999999"'])
def test_if_match_that_names_no_version_of_the_decision_is_refused(client: TestClient, if_match: str) -> None:
    name = decide(client, creator_id="cr_match")["decision_id"]
    body = {"action": "uphold", "reason": "It promises a cure."}
    refused = client.post(f"/v1/decisions/{name}/reviews", json=body, headers={"If-Match": if_match})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:clausewise:problem:invalid-request")
    assert f'send the ETag of its decision, such as "{name}.0"' in refused.json()["detail"]


def test_outcome_of_an_appeal_names_its_version_too(client: TestClient, services: Services) -> None:
    name = decide(client, creator_id="cr_appeal_version")["decision_id"]
    path = store_appeal(services, name, "app_version")
    seen = version_of(client, name)
    review(client, name, "amend", "DSC-1")
    body = {"action": "uphold", "reason": "It promises a cure."}
    assert client.post(f"{path}/outcome", json=body).status_code == 428
    assert client.post(f"{path}/outcome", json=body, headers=seen).status_code == 409
    closed = client.post(f"{path}/outcome", json=body, headers=version_of(client, name))
    assert (closed.status_code, closed.json()["violated"], closed.headers["ETag"]) == (201, ["DSC-1"], f'"{name}.2"')


def acknowledge(client: TestClient, decision_id: str) -> None:
    (name,) = (item["message_id"] for item in messages_of(client, decision_id) if item["status"] == "ready")
    assert client.post(f"/v1/education-messages/{name}/ack").status_code == 204


def messages_of(client: TestClient, decision_id: str) -> list[Json]:
    items = client.get("/v1/education-messages?limit=200").json()["items"]
    return [item for item in items if item["decision_id"] == decision_id]


def test_delivered_message_is_corrected(client: TestClient) -> None:
    decision = decide(client, creator_id="cr_told")
    name = decision["decision_id"]
    review(client, name, "uphold")
    acknowledge(client, name)
    review(client, name, "uphold")
    review(client, name, "amend", "DSC-1")
    first, replacement = messages_of(client, name)
    assert (first["status"], first["subject"], first["corrects"]) == (
        "delivered",
        decision["education"]["subject"],
        None,
    )
    assert (replacement["status"], replacement["clauses"], replacement["corrects"]) == (
        "ready",
        ["DSC-1"],
        first["message_id"],
    )
    assert replacement["subject"].startswith("Corrected: ")
    assert "This rule is no longer held against you:\n- CLM-1" in replacement["body"]
    assert "The rule is DSC-1" in replacement["body"]
    review(client, name, "overturn")
    _, withdrawal = messages_of(client, name)
    assert (withdrawal["message_id"], withdrawal["clauses"]) == (replacement["message_id"], [])
    assert withdrawal["subject"] == "We were wrong about your post"
    assert "This rule is no longer held against you:\n- CLM-1" in withdrawal["body"]
    acknowledge(client, name)
    review(client, name, "overturn", "CLM-1")
    *_, again = messages_of(client, name)
    assert (again["status"], again["corrects"]) == ("ready", withdrawal["message_id"])
    assert again["subject"] == f"Corrected: {decision['education']['subject']}"
    assert "This message replaces the one we sent you before about this post." in again["body"]
    assert again["steps"] == decision["education"]["steps"]


def test_every_review_is_an_entry_of_the_audit_log(client: TestClient, services: Services) -> None:
    name = decide(client, creator_id="cr_audit")["decision_id"]
    saved = review(client, name, "overturn")
    entry = [*services.store.audit.entries()][-1]
    assert (entry.actor, entry.action, entry.subject) == ("local", "review.overturn", name)
    assert entry.after.startswith(f"{saved['review_id']}: no_violation sha256:")
    assert services.store.audit.verify().error is None


def test_appeal_is_re_reviewed_and_closed_by_a_moderator(client: TestClient, services: Services) -> None:
    decision = decide(client, creator_id="cr_app")
    name = decision["decision_id"]
    created = client.post(f"/v1/decisions/{name}/appeals", json={"statement": "I quoted it."})
    assert (created.status_code, created.json()["status"]) == (202, "open")
    path = f"/v1/decisions/{name}/appeals/{created.json()['appeal_id']}"
    again = client.post(f"/v1/decisions/{name}/appeals", json={"statement": "And again."})
    assert again.status_code == 409
    appeal = wait_for_status(client, path, "re_reviewed")
    assert appeal["second_decision"]["verdict"] == decision["verdict"]  # the embedded judge is deterministic
    assert services.store.get(appeal["second_decision"]["decision_id"]) is None
    listed = client.get(f"/v1/decisions/{name}/appeals").json()
    assert listed == {"items": [appeal], "next_cursor": None}
    body = {"action": "overturn", "reason": "It is a quotation.", "reviewer": "ben"}
    closed = client.post(f"{path}/outcome", json=body)
    assert closed.status_code == 201
    assert client.get(path).json()["review_id"] == closed.json()["review_id"]
    headers = version_of(client, name)
    assert client.post(f"{path}/outcome", json=body | {"action": "uphold"}, headers=headers).status_code == 409
    assert client.get(f"/v1/decisions/{name}/reviews").json()["items"] == [closed.json()]
    assert active_violations(services, name, "cr_app") == []
    assert client.post("/v1/decisions/dec_none/appeals", json={"statement": "x"}).status_code == 404


def test_only_a_violation_can_be_appealed(client: TestClient) -> None:
    fine, broken = (decide(client, text, creator_id="cr_409")["decision_id"] for text in (HARMLESS, CURE))

    def appeal(name: str) -> tuple[int, str]:
        response = client.post(f"/v1/decisions/{name}/appeals", json={"statement": "No."})
        return response.status_code, response.json().get("detail", "")

    assert appeal(fine) == (409, f"the outcome of {fine} is no violation: only a violation can be appealed")
    review(client, broken, "overturn")
    assert appeal(broken)[0] == 409
    review(client, broken, "overturn", "CLM-1")
    assert appeal(broken)[0] == 202


def store_appeal(services: Services, decision_id: str, appeal_id: str) -> str:
    """Returns the path of an appeal that is not enqueued."""
    appeal = Appeal(
        appeal_id=appeal_id,
        decision_id=decision_id,
        statement="I quoted it.",
        status=AppealStatus.OPEN,
        created_at=datetime.now(UTC),
    )
    with services.store.database.write_transaction() as session:
        services.store.appeals.create(session, appeal)
    return f"/v1/decisions/{decision_id}/appeals/{appeal_id}"


def test_appeal_closed_before_its_re_review_stays_as_it_was_closed(client: TestClient, services: Services) -> None:
    decision = decide(client, creator_id="cr_quick")
    name = decision["decision_id"]
    path = store_appeal(services, name, "app_quick")
    body = {"action": "overturn", "reason": "It is a quotation.", "reviewer": "ben"}
    assert client.post(f"{path}/outcome", json=body).status_code == 201
    closed = client.get(path).json()
    assert (closed["status"], closed["second_decision"]) == ("closed", None)
    services.store.appeals.record_second_decision("app_quick", Decision.model_validate(decision))
    assert client.get(path).json() == closed
    again = client.post(f"{path}/outcome", json=body | {"action": "uphold"}, headers=version_of(client, name))
    assert again.status_code == 409
    assert f"review {closed['review_id']} has closed appeal" in again.json()["detail"]


def test_open_appeals_are_listed_page_by_page(client: TestClient, services: Services) -> None:
    names = [decide(client, creator_id=f"cr_wait{n}")["decision_id"] for n in range(3)]
    paths = [store_appeal(services, name, f"app_wait{n}") for n, name in enumerate(names)]
    services.store.appeals.record_second_decision("app_wait1", None)
    found: list[Json] = []
    parameters = {"status": "open", "limit": "1"}
    while True:
        page = client.get("/v1/appeals", params=parameters).json()
        found += page["items"]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    waiting = client.get(paths[0]).json()
    assert waiting.pop("second_decision") is None
    mine = [item for item in found if item["appeal_id"].startswith("app_wait")]
    assert mine[0] == waiting
    assert [item["appeal_id"] for item in mine] == ["app_wait0", "app_wait2"]
    re_reviewed = client.get("/v1/appeals?status=re_reviewed").json()["items"]
    assert "app_wait1" in [item["appeal_id"] for item in re_reviewed]
    assert {item["status"] for item in re_reviewed} == {"re_reviewed"}


def wait_for_status(client: TestClient, path: str, status: str) -> Json:
    for _ in range(1000):
        found: Json = client.get(path).json()
        if found["status"] == status:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{path} is {found['status']}")


def test_decision_without_creator_gets_no_message(client: TestClient, services: Services) -> None:
    name = client.post("/v1/decisions", json=make_case(creator_id=None)).json()["decision_id"]
    review(client, name, "uphold")
    assert services.store.outbox.current_message(name) is None


def test_creator_gets_no_explanation_of_an_overturned_violation(client: TestClient) -> None:
    decision = decide(client, creator_id="cr_back")
    name, path = decision["decision_id"], f"/v1/decisions/{decision['decision_id']}/explanation?audience=creator"
    assert client.get(path).json()["message"] == decision["education"]
    review(client, name, "overturn")
    cleared = decide(client, HARMLESS, creator_id="cr_fine")
    assert client.get(path).json()["message"]["subject"] == cleared["education"]["subject"]


@pytest.mark.parametrize("path", ["reviews", "appeals"])
def test_unknown_field_is_refused_by_its_name(client: TestClient, path: str) -> None:
    name = decide(client, creator_id="cr_field")["decision_id"]
    response = client.post(f"/v1/decisions/{name}/{path}", json={"nonsense": 1})
    assert response.status_code == 422
    errors = {error["where"]: error["message"] for error in response.json()["errors"]}
    assert errors["body.nonsense"] == "Extra inputs are not permitted"
