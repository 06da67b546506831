"""The request and response types that are not types of the domain."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.verdict.reason_presets import ReasonPresets
from domain.clause import Clause
from domain.message import Message, MessageStatus
from domain.verdict import Outcome
from store.decision_reader import DecisionSummary

MAX_SUBJECT_CHARS, MAX_BODY_CHARS, MAX_EDITED_STEP_CHARS = 200, 20_000, 1_000


class ApiModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class DecisionSummaryOut(ApiModel):
    """`probability`: that any rule is violated; null where none was judged. `confidence`: in `outcome`; null for
    needs_review. `outcome` and `violated`: as decided. `current_outcome` and `current_violated`: of the latest review,
    without one as decided. `language`: the declared or found one."""

    decision_id: str
    case_id: str
    creator_id: str | None
    decided_at: datetime
    outcome: Outcome
    probability: float | None
    confidence: float | None
    summary: str
    violated: tuple[str, ...]
    current_outcome: Outcome
    current_violated: tuple[str, ...]
    reviewed: bool
    market: str | None
    language: str | None
    judge: str


class ClauseOut(ApiModel):
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


class ClauseDetailOut(ClauseOut):
    """`reason_presets`: reasons that a reviewer can choose."""

    reason_presets: ReasonPresets


class PolicyOut(ApiModel):
    id: str
    title: str
    version: str
    clauses: int


class ClauseHitOut(ApiModel):
    clause: ClauseOut
    score: float


class MessageOut(ApiModel):
    """`corrects` is the id of the delivered message about the same decision that this one replaces; without `clauses`
    this message retracts it. `appeal_until`: the last day to appeal; `contest_until`: the last day to object at all;
    null before the delivery, and where the message states no time."""

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
    appeal_days: int | None
    complaint_days: int | None
    appeal_until: date | None
    contest_until: date | None


class MessageEdit(ApiModel):
    """The new text of a message that waits for a moderator: what is left out stays. The part on appeals cannot be
    edited."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"steps": ["Take out the sentence about headaches, then post again."]}]}
    )

    subject: Annotated[str, Field(min_length=1, max_length=MAX_SUBJECT_CHARS)] | None = None
    body: Annotated[str, Field(min_length=1, max_length=MAX_BODY_CHARS)] | None = None
    steps: tuple[Annotated[str, Field(min_length=1, max_length=MAX_EDITED_STEP_CHARS)], ...] | None = None


class BatchOut(ApiModel):
    batch_id: str
    status: Literal["running", "cancelled", "done"]
    total: int
    done: int
    failed: int
    created_at: datetime


class Readiness(ApiModel):
    """`components` holds the state of corpus, index, model, signals and store."""

    ready: bool
    components: dict[str, str]


def summary_out(summary: DecisionSummary) -> DecisionSummaryOut:
    return DecisionSummaryOut.model_validate(summary)


def message_out(message: Message) -> MessageOut:
    letter = message.message
    return MessageOut(
        message_id=message.message_id,
        decision_id=message.decision_id,
        corrects=message.corrects,
        creator_id=message.creator_id,
        clauses=message.clauses,
        locale=letter.locale,
        subject=letter.subject,
        body=letter.body,
        steps=letter.steps,
        appeal=letter.appeal,
        status=message.status,
        attempts=message.attempts,
        last_error=message.last_error,
        created_at=message.created_at,
        delivered_at=message.delivered_at,
        appeal_days=letter.appeal_days,
        complaint_days=letter.complaint_days,
        appeal_until=message.appeal_until,
        contest_until=message.contest_until,
    )


def clause_out(clause: Clause) -> ClauseOut:
    return ClauseOut(
        id=clause.id,
        policy_id=clause.policy_id,
        version=clause.version,
        kind=clause.kind.value,
        title=clause.title,
        text=clause.text,
        severity=clause.severity.label,
        points=clause.points,
        markets=tuple(sorted(clause.markets)),
        effective_from=clause.effective_from,
        effective_to=clause.effective_to,
    )
