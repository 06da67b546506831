"""Letters over HTTP: what they say after a review and an appeal, which go without a person, and edits of held ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.message import Message, MessageStatus
from store.service_schema import MessageRow
from tests.api.conftest import Json, decide, run_service

UPHELD = "The result stays the same, for the reasons below."
AGREES = "A person has looked at your post and agrees with what this message says."


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    """A service whose messages wait for a review, as by default."""
    with run_service(tmp_path_factory.mktemp("letters"), messages={"refuse_late_appeals": True}) as running:
        yield running


def message_of(services: Services, decision: Json) -> Message:
    found = services.store.outbox.current_message(decision["decision_id"])
    assert found
    return found


def review(client: TestClient, decision: Json, action: str, *violated: str, letter_version: str | None = None) -> None:
    path = f"/v1/decisions/{decision['decision_id']}"
    body = {"action": action, "reason": "I read it.", "violated": violated, "letter_version": letter_version}
    headers = {"If-Match": client.get(path).headers["ETag"]}
    assert client.post(f"{path}/reviews", json=body, headers=headers).status_code == 201


def deliver(services: Services, decision: Json) -> Message:
    message = message_of(services, decision)
    services.store.outbox.mark_delivered([message], datetime.now(UTC))
    return message_of(services, decision)


def appeal(client: TestClient, decision: Json, action: str, *violated: str) -> None:
    """An appeal, and the outcome that a moderator gives it."""
    path = f"/v1/decisions/{decision['decision_id']}"
    made = client.post(f"{path}/appeals", json={"statement": "I quoted it."})
    assert made.status_code == 202, made.text
    body = {"action": action, "reason": "I read both.", "violated": violated}
    headers = {"If-Match": client.get(path).headers["ETag"]}
    answer = client.post(f"{path}/appeals/{made.json()['appeal_id']}/outcome", json=body, headers=headers)
    assert answer.status_code == 201, answer.text


def test_message_waits_for_a_review_by_default_and_then_says_that_a_person_decided(
    holding: tuple[TestClient, Services],
) -> None:
    client, services = holding
    fields = {"content_date": "2026-11-20", "url": "https://shop.example/p/c1"}
    upheld, amended = decide(client, creator_id="cr_1", **fields), decide(client, creator_id="cr_2")
    assert message_of(services, upheld).status is MessageStatus.HELD
    review(client, upheld, "uphold")
    review(client, amended, "amend", "DSC-1")
    released, other = message_of(services, upheld), message_of(services, amended)
    assert (released.status, other.status) == (MessageStatus.READY, MessageStatus.READY)
    assert AGREES in released.message.body
    assert (
        "Your post:\n> “this tea cured my diabetes in…”, 2026-11-20, https://shop.example/p/c1" in released.message.body
    )
    assert "A person has looked at your post and decided what this message says." in other.message.body
    assert "Automated tools helped to look at this post. A person has decided." in released.message.body
    assert "A person will look at it" in upheld["education"]["body"]
    assert "this is not decided yet. We will write to you before anything changes." in released.message.body


def test_address_that_no_letter_can_show_is_refused(holding: tuple[TestClient, Services]) -> None:
    case = {"id": "c", "url": "https://shop.example/a b", "facts": {"x": 1}}
    refused = holding[0].post("/v1/decisions", json=case)
    assert refused.status_code == 422
    assert "encode or remove them" in refused.text


@pytest.mark.parametrize("is_delivered", [True, False])
def test_appeal_that_changes_nothing_is_answered(holding: tuple[TestClient, Services], is_delivered: bool) -> None:
    client, services = holding
    decision = decide(client, creator_id=f"cr_same_{is_delivered}")
    review(client, decision, "uphold")
    first = deliver(services, decision) if is_delivered else message_of(services, decision)
    appeal(client, decision, "uphold")
    answer = message_of(services, decision)
    assert (answer.corrects, answer.status) == (first.message_id if is_delivered else None, MessageStatus.READY)
    assert answer.message.subject == "Your appeal: the result stays the same"
    assert answer.message.body.split("\n\n")[1].endswith(UPHELD)
    assert "CLM-1" in answer.message.body
    assert answer.message.appeal == "This message answers your appeal."


def test_appeal_that_changes_the_rules_or_withdraws_them_is_answered(holding: tuple[TestClient, Services]) -> None:
    client, services = holding
    changed, granted = decide(client, creator_id="cr_changed"), decide(client, creator_id="cr_granted")
    for decision in (changed, granted):
        review(client, decision, "uphold")
        deliver(services, decision)
    appeal(client, changed, "amend", "DSC-1")
    appeal(client, granted, "overturn")
    other, none = message_of(services, changed), message_of(services, granted)
    assert (other.message.subject, other.clauses) == ("Your appeal: part of the result has changed", ("DSC-1",))
    assert "This rule is no longer held against you:\n- CLM-1" in other.message.body
    assert (none.message.subject, none.clauses) == ("Your appeal: you were right", ())
    assert "you were right" in none.message.body
    delivered = deliver(services, granted)
    services.store.outbox.mark_delivered([delivered], datetime.now(UTC))
    assert message_of(services, granted).message_id == delivered.message_id


def test_second_review_without_an_appeal_that_changes_nothing_is_not_written_about(
    holding: tuple[TestClient, Services],
) -> None:
    client, services = holding
    decision = decide(client, creator_id="cr_twice")
    review(client, decision, "uphold")
    first = deliver(services, decision)
    review(client, decision, "uphold")
    assert message_of(services, decision) == first


@pytest.mark.parametrize(("from_precision", "status"), [(0.5, MessageStatus.READY), (1.0, MessageStatus.HELD)])
def test_message_goes_without_a_person_where_its_rule_was_found_precisely_enough(
    tmp_path: Path, from_precision: float, status: MessageStatus
) -> None:
    messages = {"hold_from_severity": "none", "release_from_precision": from_precision}
    with run_service(tmp_path, messages=messages) as (client, services):
        decision = decide(client)
        (precision,) = (f["precision"] for f in decision["verdict"]["findings"] if f["status"] == "violated")
        assert 0.5 <= precision < 1
        assert message_of(services, decision).status is status


def edit(client: TestClient, message_id: str, version: str | None = None, **text: object) -> Json:
    """The `code` of the answer, and what it holds; of the present text unless another `version` is given."""
    path = f"/v1/education-messages/{message_id}"
    etag = client.get(path).headers["ETag"] if version is None else version
    answer = client.post(f"{path}/edit", json=text, headers={"If-Match": etag} if etag else {})
    return {**answer.json(), "code": answer.status_code, "etag": answer.headers.get("ETag")}


def test_edited_message_keeps_its_text_when_a_review_releases_it(holding: tuple[TestClient, Services]) -> None:
    client, services = holding
    decision = decide(client, creator_id="cr_edit")
    message = message_of(services, decision)
    body = message.message.body.replace(
        "Thank you for sharing your work here.", "Thank you for your post. One sentence in it needs another wording."
    )
    done = edit(client, message.message_id, body=body, steps=["Take out the sentence about the illness."])
    assert done["code"] == 200, done
    assert done["etag"] == f'"{message_of(services, decision).version}"'
    (entry,) = (e for e in services.store.audit.entries() if e.action == "message.edit")
    after = message_of(services, decision).version
    assert (entry.subject, entry.before, entry.after) == (message.message_id, message.version, after)
    review(client, decision, "uphold", letter_version=after)
    released = message_of(services, decision)
    assert (released.status, released.message.steps) == (
        MessageStatus.READY,
        ("Take out the sentence about the illness.",),
    )
    assert "One sentence in it needs another wording." in released.message.body
    assert AGREES in released.message.body
    assert edit(client, message.message_id, body="Hello,\n\nnew text about CLM-1.")["code"] == 409


def test_edit_of_an_older_text_is_refused(holding: tuple[TestClient, Services]) -> None:
    client, services = holding
    name = message_of(services, decide(client, creator_id="cr_stale")).message_id
    assert edit(client, name, "")["code"] == 428
    assert edit(client, name, '"0000"', subject="About your post")["code"] == 409
    assert edit(client, name, subject="About your post")["code"] == 200
    assert client.post("/v1/education-messages/msg_none/edit", json={}).status_code == 404


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("Your score was 0.93.", "(internals)"),
        ("A buyer complained, so take it out.", "leave out"),
        ("Write to help@shop.example about it.", "(contact)"),
        ("Open https://shop.example/fix and read it.", "(link)"),
        ("Take it out, then we will restore your account.", "(promise)"),
        ("You wrote “it heals cats”, so take that out.", "is in quotation marks"),
        ("Read XYZ-9 before you post again.", "do not name XYZ-9"),
        ("Quita la frase sobre la enfermedad y publica otra vez el vídeo.", "in the language en"),
        ("Take it out. " * 40, "a step is one line"),
    ],
)
def test_edit_that_may_not_be_sent_is_refused_with_its_rule(
    holding: tuple[TestClient, Services], step: str, problem: str
) -> None:
    client, services = holding
    message = message_of(services, decide(client, creator_id="cr_refused"))
    refused = edit(client, message.message_id, steps=[step])
    assert refused["code"] == 422
    assert problem in refused["detail"]
    assert problem in " ".join(error["message"] for error in refused["errors"])
    assert services.store.outbox.get(message.message_id) == message


def test_edit_that_drops_the_rule_is_refused(holding: tuple[TestClient, Services]) -> None:
    client, services = holding
    name = message_of(services, decide(client, creator_id="cr_drop")).message_id
    refused = edit(client, name, body="Hello,\n\nplease word this post in another way.")
    assert (refused["code"], "keep CLM-1" in refused["detail"]) == (422, True)


def test_appeal_after_the_stated_time_is_refused_if_the_operator_wants_it(holding: tuple[TestClient, Services]) -> None:
    client, services = holding
    decision = decide(client, creator_id="cr_late")
    review(client, decision, "uphold")
    message = deliver(services, decision)
    told = client.get(f"/v1/education-messages/{message.message_id}").json()
    days = message.message.appeal_days
    assert days is not None
    assert told["appeal_until"] == (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
    assert told["contest_until"] == told["appeal_until"]
    with services.store.database.write_transaction() as session:
        session.get_one(MessageRow, message.message_id).delivered_at = datetime.now(UTC) - timedelta(days=days + 1)
    late = client.post(f"/v1/decisions/{decision['decision_id']}/appeals", json={"statement": "I quoted it."})
    assert (late.status_code, "ended on" in late.json()["detail"]) == (409, True)
