"""Events as CloudEvents 1.0 in structured JSON. The id of the one that carries messages is a digest of its content."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from domain.message import Message
from domain.webhook import EVENT_TYPE

SOURCE = "urn:clausewise"
MEDIA_TYPE = "application/cloudevents+json"


@dataclass(frozen=True)
class Envelope:
    """The same messages with the same text give the same `event_id` and bytes at every attempt. Another message or a
    changed word gives another event, which no receiver mistakes for one it has seen."""

    event_id: str
    body: bytes


def make_envelope(messages: Sequence[Message]) -> Envelope:
    """One or several messages to one creator."""
    first = messages[0]
    data = {"creator_id": first.creator_id, "messages": [_message_data(message) for message in messages]}
    content = json.dumps([first.created_at.isoformat(), data], sort_keys=True)
    event_id = f"evt_{hashlib.sha256(content.encode()).hexdigest()[:32]}"
    return Envelope(event_id, make_event(event_id, EVENT_TYPE, first.created_at, data, first.creator_id))


def make_event(event_id: str, event_type: str, at: datetime, data: Any, subject: str | None = None) -> bytes:
    """A CloudEvents 1.0 event in structured JSON. `data`: plain JSON values."""
    about = {} if subject is None else {"subject": subject}
    attributes = {"id": event_id, "source": SOURCE, "type": event_type, "specversion": "1.0", "time": at, **about}
    event = CloudEvent(attributes={**attributes, "datacontenttype": "application/json"}, data=data)
    return JSONFormat().write(event)


def _message_data(message: Message) -> dict[str, object]:
    letter = message.message.model_dump(mode="json")
    return {
        "message_id": message.message_id,
        "decision_id": message.decision_id,
        "corrects": message.corrects,
        "clauses": list(message.clauses),
        **letter,
    }
