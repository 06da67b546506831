"""The envelope: a CloudEvents 1.0 event in structured JSON, named by what it says."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from domain.message import Message

TYPE, SOURCE = "clausewise.education_message.v1", "urn:clausewise"
MEDIA = "application/cloudevents+json"


@dataclass(frozen=True)
class Envelope:
    """The same messages in the same words are the same `event_id` and bytes at every attempt; one more message, or a
    word that a review changed, makes it another event, which no receiver takes for one that it has seen."""

    event_id: str
    body: bytes


def envelope(messages: Sequence[Message]) -> Envelope:
    """One message, or a digest of several to one creator."""
    first = messages[0]
    data = {"creator_id": first.creator_id, "messages": [_told(message) for message in messages]}
    said = json.dumps([first.created_at.isoformat(), data], sort_keys=True)
    event_id = f"evt_{hashlib.sha256(said.encode()).hexdigest()[:32]}"
    event = CloudEvent(
        attributes={
            "id": event_id,
            "source": SOURCE,
            "type": TYPE,
            "specversion": "1.0",
            "time": first.created_at,
            "subject": first.creator_id,
            "datacontenttype": "application/json",
        },
        data=data,
    )
    return Envelope(event_id, JSONFormat().write(event))


def _told(message: Message) -> dict[str, object]:
    letter = message.message.model_dump(mode="json")
    return {
        "message_id": message.message_id,
        "decision_id": message.decision_id,
        "corrects": message.corrects,
        "clauses": list(message.clauses),
        **letter,
    }
