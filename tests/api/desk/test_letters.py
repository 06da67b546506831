"""Letters at the desk: edited within the checks, refused with each rule and with what was typed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Caller, Role
from domain.message import Message, MessageStatus
from tests.api.conftest import CURE, Json, decide, run_service
from tests.api.desk.people import Person, job_of, visitor

Desk = tuple[Person, TestClient, Services]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with run_service(tmp_path_factory.mktemp("letters")) as (client, services):
        yield visitor(client), client, services


@pytest.fixture
def message(desk: Desk) -> Message:
    """A letter that waits for a person."""
    _, client, services = desk
    message = services.store.outbox.current_message(decide(client)["decision_id"])
    assert message
    return message


def fields_of(message: Message, **changes: str) -> Json:
    letter = message.message
    fields = {"subject": letter.subject, "body": letter.body, "steps": "\n".join(letter.steps)}
    return {"version": message.version, **fields, **changes}


def stored(desk: Desk, message: Message) -> Message:
    found = desk[2].store.outbox.get(message.message_id)
    assert found
    return found


def test_edit_from_the_page_of_the_job(desk: Desk, message: Message) -> None:
    person, _, services = desk
    html = person.html(f"/desk/jobs/{job_of(services, message.decision_id)}")
    shown = re.search(r'<textarea name="body"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    assert shown
    assert unescape(shown[1]) == message.message.body
    fields = fields_of(message, steps="Take out the words that promise a cure.\nThen post it again.")
    answer = person.post(f"/desk/letters/{message.message_id}", **fields)
    assert answer.headers["location"] == f"/desk/decisions/{message.decision_id}"
    edited = stored(desk, message).message
    assert edited.steps == ("Take out the words that promise a cure.", "Then post it again.")
    assert edited.body == message.message.body


def test_refused_text_shows_each_rule_and_keeps_what_was_typed(desk: Desk, message: Message) -> None:
    body = f"{message.message.body}\nYou are a liar, and our classifier gave you 0.97."
    refused = desk[0].post(f"/desk/letters/{message.message_id}", **fields_of(message, body=body))
    assert refused.status_code == 422
    for rule in ("liar", "classifier", "0.97"):
        assert f"<li>leave out “{rule}”" in refused.text
    assert "You are a liar, and our classifier gave you 0.97.</textarea>" in refused.text
    assert stored(desk, message).version == message.version


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"body": " "}, "body: a letter needs one"),
        ({"subject": ""}, "subject: a letter needs one"),
        ({"steps": ""}, "keep at least one"),
        ({"subject": "x" * 201}, "shorten it"),
        ({"colour": "red"}, "unknown field `colour`"),
    ],
)
def test_letter_that_lacks_a_part(desk: Desk, message: Message, changes: Json, words: str) -> None:
    refused = desk[0].post(f"/desk/letters/{message.message_id}", **fields_of(message, **changes))
    assert refused.status_code == 422
    assert words in refused.text


def test_letter_that_a_colleague_edited_meanwhile(desk: Desk, message: Message) -> None:
    address = f"/desk/letters/{message.message_id}"
    assert desk[0].post(address, **fields_of(message, steps="Leave the claim out.")).status_code == 303
    late = desk[0].post(address, **fields_of(message, steps="My careful step."))
    assert late.status_code == 409
    assert "was edited meanwhile" in late.text
    assert "My careful step.</pre>" in late.text


def test_letter_is_not_changed_under_the_person_who_has_the_job(desk: Desk, message: Message) -> None:
    """Their review would send a text that they have not read."""
    ana = Caller(key_id="key_ana", name="ana", scopes=Role.MODERATOR.scopes)
    job_id = job_of(desk[2], message.decision_id)
    desk[2].store.queue.claims.claim(job_id, ana, timedelta(minutes=10), datetime.now(UTC))
    refused = desk[0].post(f"/desk/letters/{message.message_id}", **fields_of(message, steps="Leave the claim out."))
    assert (refused.status_code, "ana has" in refused.text, "Leave the claim out.</pre>" in refused.text) == (
        409,
        True,
        True,
    )
    assert stored(desk, message).version == message.version


def test_letter_that_is_not_held_is_only_read(desk: Desk, message: Message) -> None:
    person, client, _ = desk
    body = {"action": "overturn", "reason": "she warns of it"}
    assert client.post(f"/v1/decisions/{message.decision_id}/reviews", json=body).status_code == 201
    html = person.html(f"/desk/letters/{message.message_id}")
    assert "<textarea" not in html
    refused = person.post(f"/desk/letters/{message.message_id}", **fields_of(message, steps="Typed."))
    assert (refused.status_code, "Typed.</pre>" in refused.text) == (409, True)
    assert person.get("/desk/letters/msg_none").status_code == 404


def letter_version(desk: Desk, address: str) -> str:
    """That of the letter which the page shows; the same in each form that can send it."""
    (version,) = set(re.findall(r'name="letter_version" value="([0-9a-f]+)"', desk[0].html(address)))
    return str(version)


def test_letter_that_was_edited_after_the_page_was_opened_is_not_released(desk: Desk, message: Message) -> None:
    person, _, services = desk
    address = f"/desk/jobs/{job_of(services, message.decision_id)}"
    seen = letter_version(desk, address)
    assert seen == message.version
    person.post(f"/desk/letters/{message.message_id}", **fields_of(message, steps="Leave the claim out."))
    fields: Json = {"version": "0", "letter_version": seen, "action": "uphold", "reason": "my careful words"}
    late = person.post(f"{address}/review", **fields)
    assert late.status_code == 409
    assert f"a person edited the letter about {message.decision_id} at" in late.text
    assert "my careful words</pre>" in late.text
    assert f'<a href="{address}">Back to the job</a>' in late.text
    assert stored(desk, message).status is MessageStatus.HELD
    told = person.ask(f"{address}/review", **fields).json()
    assert told["letter"]["steps"] == ["Leave the claim out."]
    assert person.post(f"{address}/review", **{**fields, "letter_version": ""}).status_code == 428
    again = {**fields, "letter_version": letter_version(desk, address)}
    assert person.post(f"{address}/review", **again).status_code == 303
    assert stored(desk, message).message.steps == ("Leave the claim out.",)


def test_copies_with_edited_letters_are_reviewed_by_themselves(desk: Desk) -> None:
    person, client, services = desk
    text = CURE.replace("diabetes", "gout")
    ids = [decide(client, text, name=f"copy-{n}", creator_id=f"cr_{n}")["decision_id"] for n in range(3)]
    edited = services.store.outbox.current_message(ids[2])
    assert edited
    person.post(f"/desk/letters/{edited.message_id}", **fields_of(edited, steps="Leave the claim out."))
    address = f"/desk/jobs/{job_of(services, ids[0])}"
    assert "Applies to <b>2</b> of 3 copies of this post" in person.html(address)
    seen = letter_version(desk, address)
    saved = person.ask(f"{address}/review", version="0", letter_version=seen, action="uphold", reason="all the same")
    assert saved.json()["outcome"] == "violation (CLM-1), 2 copies"
    assert stored(desk, edited).status is MessageStatus.HELD
    own = f"/desk/jobs/{job_of(services, ids[2])}"
    assert "Leave the claim out." in person.html(own)
    fields: Json = {"version": "0", "letter_version": letter_version(desk, own), "action": "uphold", "reason": "read"}
    assert person.ask(f"{own}/review", **fields).json()["outcome"] == "violation (CLM-1)"


def test_copies_are_not_decided_with_a_letter_that_has_changed(desk: Desk) -> None:
    person, client, services = desk
    text = CURE.replace("diabetes", "asthma")
    ids = [decide(client, text, name=f"copy-{n}", creator_id=f"cr_{n}")["decision_id"] for n in range(2)]
    address = f"/desk/jobs/{job_of(services, ids[0])}"
    seen, letter = letter_version(desk, address), services.store.outbox.current_message(ids[0])
    assert letter
    person.post(f"/desk/letters/{letter.message_id}", **fields_of(letter, steps="Leave the claim out."))
    fields: Json = {"version": "0", "letter_version": seen, "action": "uphold", "reason": "all the same"}
    assert person.ask(f"{address}/review", **fields).status_code == 409
    assert [services.store.reviews.of_decision(decision_id) for decision_id in ids] == [(), ()]


def test_appeal_carries_the_version_of_the_letter_that_waits(desk: Desk, message: Message) -> None:
    person, client, _ = desk
    body = {"statement": "I quoted it."}
    appeal = client.post(f"/v1/decisions/{message.decision_id}/appeals", json=body).json()
    address = f"/desk/appeals/{appeal['appeal_id']}"
    seen = letter_version(desk, address)
    person.post(f"/desk/letters/{message.message_id}", **fields_of(message, steps="Leave the claim out."))
    fields: Json = {"version": "0", "letter_version": seen, "action": "uphold", "reason": "words"}
    late = person.post(f"{address}/close", **fields)
    assert (late.status_code, f'<a href="{address}">Back to the appeal</a>' in late.text) == (409, True)
    assert person.post(f"{address}/letter", **fields).status_code == 200
