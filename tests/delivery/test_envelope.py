"""The envelope is a CloudEvent, and the same at every attempt."""

import json
from datetime import UTC, datetime

from delivery.envelope import envelope
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
        trouble="",
        created_at=AT,
        delivered_at=None,
    )


def test_one_message_or_a_digest() -> None:
    told = json.loads(envelope([message("a"), message("b")], AT))
    data = told.pop("data")
    assert told == {
        "specversion": "1.0",
        "id": "msg_a",
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
        "clauses": ["CLM-1"],
        "locale": "es",
        "subject": "Hola",
        "body": "¿Qué?",
        "steps": ["Uno."],
        "appeal": "Escriba.",
    }
    assert envelope([message("a")], AT) == envelope([message("a")], AT)
