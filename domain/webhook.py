"""The event that a webhook receives: a CloudEvents 1.0 event that carries messages to one creator."""

from datetime import datetime
from typing import Literal

from domain.base import FrozenModel
from domain.education import EducationMessage

EVENT_TYPE: Literal["clausewise.education_message.v1"] = "clausewise.education_message.v1"


class WebhookMessage(EducationMessage):
    """A letter with its ids. `corrects`: the id of the delivered message that this one replaces. Without `clauses` it
    retracts an earlier message."""

    message_id: str
    decision_id: str
    corrects: str | None = None
    clauses: tuple[str, ...] = ()


class WebhookData(FrozenModel):
    creator_id: str
    messages: tuple[WebhookMessage, ...]


class WebhookEvent(FrozenModel):
    """`id` is the same at every attempt: a receiver that has seen it has nothing to do. `subject`: the creator."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: Literal["clausewise.education_message.v1"] = EVENT_TYPE
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: WebhookData
