"""What goes over the wire beside cases and decisions, which have one form everywhere."""

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from domain.case import Name
from domain.clause import Clause
from domain.message import MessageStatus
from domain.review import ReviewAction
from domain.verdict import Outcome
from store.decisions import Summary

T = TypeVar("T")
ClauseIds = Annotated[tuple[Name, ...], Field(max_length=100)]
Text = Annotated[Name, Field(max_length=5_000)]


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class Page(Wire, Generic[T]):
    """`next` is the cursor of the page that follows; None: this was the last."""

    items: tuple[T, ...]
    next_cursor: str | None = None


class SummaryOut(Wire):
    decision_id: str
    case_id: str
    creator_id: str | None
    decided_at: datetime
    outcome: Outcome
    confidence: float
    summary: str
    violated: tuple[str, ...]


class ReviewIn(Wire):
    """Uphold, overturn or amend; `violated` are the clauses that are broken, of an amended or overturned decision."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"action": "overturn", "reason": "She quotes the doctor's warning.", "reviewer": "ana"}]
        }
    )

    action: ReviewAction
    reason: Text
    reviewer: Annotated[Name, Field(max_length=200)]
    violated: ClauseIds = ()


class AppealIn(Wire):
    model_config = ConfigDict(json_schema_extra={"examples": [{"statement": "I quoted the warning, not the claim."}]})

    statement: Text


class ClauseOut(Wire):
    id: str
    policy_id: str
    version: str
    kind: str
    title: str
    text: str
    severity: str
    points: int
    markets: tuple[str, ...]
    effective_from: date | None
    effective_to: date | None


class PolicyOut(Wire):
    id: str
    title: str
    version: str
    clauses: int


class HitOut(Wire):
    clause: ClauseOut
    score: float


class MessageOut(Wire):
    """`corrects` is the message about the same decision that was delivered before and no longer holds: this one stands
    in its place, or, without `clauses`, takes it back."""

    message_id: str
    decision_id: str
    corrects: str | None
    creator_id: str
    clauses: tuple[str, ...]
    locale: str
    subject: str
    body: str
    steps: tuple[str, ...]
    appeal: str
    status: MessageStatus
    attempts: int
    last_error: str
    created_at: datetime
    delivered_at: datetime | None


class BatchOut(Wire):
    batch_id: str
    status: Literal["running", "cancelled", "done"]
    total: int
    done: int
    failed: int
    created_at: datetime


class Ready(Wire):
    """What was found of corpus, index, store, signals and model."""

    ready: bool
    components: dict[str, str]


def summary_out(summary: Summary) -> SummaryOut:
    return SummaryOut.model_validate(summary)


def clause_out(clause: Clause) -> ClauseOut:
    return ClauseOut(
        id=clause.id,
        policy_id=clause.policy_id,
        version=clause.version,
        kind=clause.kind.value,
        title=clause.title,
        text=clause.text,
        severity=clause.severity.word,
        points=clause.points,
        markets=tuple(sorted(clause.markets)),
        effective_from=clause.effective_from,
        effective_to=clause.effective_to,
    )
