"""The request and response types of the review queue."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.review_schemas import ClauseIds
from api.schemas import ApiModel
from domain.case import Case, ShortText
from domain.job import Note, QueueName

PersonName = Annotated[ShortText, Field(max_length=200)]


class QueueOut(ApiModel):
    """The open jobs of a queue. `claimed`: a person has them now; `overdue`: their time is over. `oldest_at`: when the
    oldest of them was created; null without one."""

    queue: str
    title: str
    open: int
    claimed: int
    overdue: int
    oldest_at: datetime | None


class SkipIn(ApiModel):
    reason: Note


class EscalationIn(ApiModel):
    reason: Note


class CommentIn(ApiModel):
    text: Note


class MoveIn(ApiModel):
    """`priority`: higher first; without it the job keeps its own."""

    queue: QueueName
    priority: int | None = Field(default=None, ge=-1_000, le=1_000)


class AssignmentIn(ApiModel):
    """`person`: the name of a key, or of a person who signs in; null: anybody gets the job."""

    person: PersonName | None


class GoldenIn(ApiModel):
    """The right answer to a case. `violated`: the violated clauses; `[]`: no violation; null: as the review in effect
    says. `reason`: why it is right."""

    violated: ClauseIds | None = None
    reason: Note


class CaseOut(ApiModel):
    """A case as it was judged. `language`: the declared one, or the one that was found; null where the words do not
    tell. `as_of`: the day whose policies were applied. `erased`: the creator was erased, and the case with them."""

    decision_id: str
    case: Case
    language: str | None
    as_of: date
    erased: bool
