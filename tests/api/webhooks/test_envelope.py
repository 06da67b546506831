"""The envelope is a CloudEvent, and the same at every attempt."""

import json
from datetime import UTC, datetime

from api.webhooks.envelope import envelope
from domain.education import EducationMessage
from domain.message import Message, MessageStatus
from domain.verdict import Outcome

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def message(name: str) -> Message:
    return Message(
        message_id=f"msg_{name}",
        decision_id=f"dec_{name}",
        creator_id="cr_1",
        outcome=Outcome.VIOLATION,
        clauses=("CLM-1",),
        message=EducationMessage(locale="es", subject="Hola", body="¿Qué?", steps=("Uno.",), appeal="Escriba."),
        status=MessageStatus.READY,
        not_before=AT,
        attempts=0,
        last_error="",
        created_at=AT,
        delivered_at=None,
    )


def test_one_message_or_a_digest() -> None:
    event = envelope([message("a"), message("b")])
    told = json.loads(event.body)
    data = told.pop("data")
    assert told == {
        "specversion": "1.0",
        "id": event.event_id,
        "source": "urn:clausewise",
        "type": "clausewise.education_message.v1",
        "time": "2026-11-26T12:00:00Z",
        "subject": "cr_1",
        "datacontenttype": "application/json",
    }
    assert data["creator_id"] == "cr_1"
    assert [one["message_id"] for one in data["messages"]] == ["msg_a", "msg_b"]
    assert data["messages"][0] == {
        "message_id": "msg_a",
        "decision_id": "dec_a",
        "corrects": None,
        "clauses": ["CLM-1"],
        "locale": "es",
        "subject": "Hola",
        "body": "¿Qué?",
        "steps": ["Uno."],
        "appeal": "Escriba.",
    }


def test_an_event_is_named_by_what_it_says() -> None:
    corrected = message("a").model_copy(update={"message": EducationMessage(locale="es", subject="Hola", body="Así.")})
    tried = message("a").model_copy(update={"attempts": 3, "not_before": AT.replace(hour=20)})
    assert envelope([message("a")]) == envelope([tried])
    events = [envelope([message("a")]), envelope([message("a"), message("b")]), envelope([corrected])]
    assert len({event.event_id for event in events}) == 3
