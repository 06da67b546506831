"""The envelope is a CloudEvent and the same at every attempt."""

import json
from datetime import UTC, datetime

from api.webhooks.envelope import SOURCE, make_envelope
from domain.education import EducationMessage
from domain.message import Message, MessageStatus
from domain.verdict import Outcome
from domain.webhook import EVENT_TYPE, WebhookEvent

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def make_message(name: str) -> Message:
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


def test_one_event_carries_several_messages() -> None:
    event = make_envelope([make_message("a"), make_message("b")])
    attributes = json.loads(event.body)
    data = attributes.pop("data")
    assert attributes == {
        "specversion": "1.0",
        "id": event.event_id,
        "source": "urn:clausewise",
        "type": "clausewise.education_message.v1",
        "time": "2026-11-26T12:00:00Z",
        "subject": "cr_1",
        "datacontenttype": "application/json",
    }
    assert data["creator_id"] == "cr_1"
    assert [message["message_id"] for message in data["messages"]] == ["msg_a", "msg_b"]
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
        "appeal_days": None,
        "complaint_days": None,
        "about": "post",
    }


def test_event_id_depends_on_content_only() -> None:
    corrected = make_message("a").model_copy(
        update={"message": EducationMessage(locale="es", subject="Hola", body="Así.")}
    )
    retried = make_message("a").model_copy(update={"attempts": 3, "not_before": AT.replace(hour=20)})
    assert make_envelope([make_message("a")]) == make_envelope([retried])
    events = [
        make_envelope([make_message("a")]),
        make_envelope([make_message("a"), make_message("b")]),
        make_envelope([corrected]),
    ]
    assert len({event.event_id for event in events}) == 3


def test_body_is_the_published_event() -> None:
    event = WebhookEvent.model_validate_json(make_envelope([make_message("a"), make_message("b")]).body)
    assert [message.message_id for message in event.data.messages] == ["msg_a", "msg_b"]
    assert (event.type, event.source) == (EVENT_TYPE, SOURCE)
