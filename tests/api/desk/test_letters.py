"""Letters at the desk: edited within the checks, refused with each rule and with what was typed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Caller, Role
from domain.message import Message
from tests.api.conftest import Json, decide, run_service
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
