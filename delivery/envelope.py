"""The envelope: a CloudEvents 1.0 event in structured JSON, the same bytes at every attempt."""

from collections.abc import Sequence
from datetime import datetime

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from domain.message import Message

TYPE, SOURCE = "clausewise.education_message.v1", "urn:clausewise"
MEDIA = "application/cloudevents+json"


def envelope(messages: Sequence[Message], at: datetime) -> bytes:
    """One message, or a digest of several to one creator; the first one's id names the event. `at` is when the first
    of them was made, so that a second attempt sends the same."""
    first = messages[0]
    event = CloudEvent(
        attributes={
            "id": first.message_id,
            "source": SOURCE,
            "type": TYPE,
            "specversion": "1.0",
            "time": at,
            "subject": first.creator_id,
            "datacontenttype": "application/json",
        },
        data={"creator_id": first.creator_id, "messages": [_told(message) for message in messages]},
    )
    return JSONFormat().write(event)


def _told(message: Message) -> dict[str, object]:
    letter = message.message.model_dump(mode="json")
    return {
        "message_id": message.message_id,
        "decision_id": message.decision_id,
        "clauses": list(message.clauses),
        **letter,
    }
