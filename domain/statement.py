"""Statements of reasons (Art. 17, Digital Services Act): what was restricted, why, and whether it was submitted."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import JsonValue

from domain.base import FrozenModel

Record = dict[str, JsonValue]
"""A statement as the Commission's Transparency Database takes it: field to value."""
Errors = Mapping[str, tuple[str, ...]]
"""What is wrong with a record, as that database answers: field to messages."""


class StatementStatus(StrEnum):
    """`outside`: the market is in none of the countries of the database. `incomplete`: its record lacks something.
    `waiting`: no person has confirmed the decision. `ready`: to submit. `sending`: sent, and the answer is not known.
    `accepted`: it is in the database. `refused`: it was sent, and refused for what `errors` say."""

    OUTSIDE = "outside"
    INCOMPLETE = "incomplete"
    WAITING = "waiting"
    READY = "ready"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


SUBMITTED = frozenset({StatementStatus.SENDING, StatementStatus.ACCEPTED, StatementStatus.REFUSED})


class Restriction(FrozenModel):
    """What a decision restricts, in the codes of the database. `days` None: no end. `notice_days`: how long before it a
    business user gets the statement. `clauses`: the violated ones, most points first. `automated`: how far software
    decided. `reviewed`: a person has confirmed or made the decision."""

    visibility: tuple[str, ...] = ()
    visibility_other: str = ""
    monetary: str = ""
    monetary_other: str = ""
    provision: str = ""
    account: str = ""
    days: int | None = None
    applied_on: date
    notice_days: int = 0
    clauses: tuple[str, ...]
    automated: str
    reviewed: bool

    @property
    def measures(self) -> tuple[str, ...]:
        return (*self.visibility, *filter(None, (self.monetary, self.provision, self.account)))


class StatementText(FrozenModel):
    """The statement in the creator's language."""

    locale: str
    subject: str
    body: str


class Submitted(FrozenModel):
    """How far a statement was submitted. `receiver_id`: the database's own id of it, where it said one. `not_before`:
    when the receiver takes the next request."""

    puid: str
    decision_id: str
    status: StatementStatus
    digest: str
    record: Record
    attempts: int
    errors: dict[str, tuple[str, ...]] = {}
    last_error: str = ""
    receiver_id: str = ""
    first_sent_at: datetime
    answered_at: datetime | None = None
    not_before: datetime | None = None


class Statement(FrozenModel):
    """The statement of reasons for one decision. `puid`: its identifier on the platform, which never changes. `record`
    is None outside the countries of the database. `errors`: why it cannot be submitted."""

    puid: str
    decision_id: str
    decided_at: datetime
    market: str | None
    restriction: Restriction
    status: StatementStatus
    record: Record | None
    errors: dict[str, tuple[str, ...]] = {}
    text: StatementText
    submitted: Submitted | None = None
