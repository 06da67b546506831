"""Decisions: verdict, consequence, education message, evidence and the trace that a replay needs."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import JsonValue

from domain.assessment import Assessment
from domain.base import FrozenModel
from domain.consequence import Consequence
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.usage import Usage
from domain.verdict import Verdict


class DecisionState(StrEnum):
    """What a stored decision waits for, or that it is erased. `waiting`: a job in the review queue is open."""

    WAITING = "waiting"
    APPEALED = "appealed"
    LETTER_HELD = "letter_held"
    ERASED = "erased"


class Degradation(FrozenModel):
    """A component that failed, and what that meant for the decision."""

    component: str
    reason: str


class RejectedQuote(FrozenModel):
    """A quote of a judge that is not in the clause (`item_id` None) or in the content item."""

    clause_id: str
    item_id: str | None
    text: str


class DecisionBasis(FrozenModel):
    """The day whose policies apply, the judge, and the SHA-256 fingerprint of the corpus, fixed before deciding."""

    as_of: date
    judge: str
    policy_fingerprint: str


class ToolCall(FrozenModel):
    """A tool call of the model and the ids of the evidence it returned; `error` is the message if it failed."""

    name: str
    arguments: dict[str, JsonValue] = {}
    evidence_ids: tuple[str, ...] = ()
    error: str = ""


class JudgeContribution(FrozenModel):
    """One judge of a cascade: the ids of the clauses it judged, and of those it settled."""

    judge: str
    model: str
    clauses_read: tuple[str, ...] = ()
    clauses_settled: tuple[str, ...] = ()


class Trace(FrozenModel):
    """How the decision was made. `as_of`: the day whose policies apply. `timings_ms`: wall time per stage in
    milliseconds. `prompts`: the SHA-256 of each set of prompt templates used. `writer`: the model that wrote reasons
    and message, or "template". `warnings`: what is wrong with the case as it was submitted."""

    judge: str
    model: str
    policy_fingerprint: str
    as_of: date
    judge_contributions: tuple[JudgeContribution, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    prompts: dict[str, str] = {}
    writer: str = "template"
    usage: Usage = Usage()
    timings_ms: dict[str, float] = {}
    degraded: tuple[Degradation, ...] = ()
    rejected_quotes: tuple[RejectedQuote, ...] = ()
    warnings: tuple[str, ...] = ()


class Decision(FrozenModel):
    """One decision about one case; `decided_at` is UTC. `assessment`: what stands beside the verdict on an account."""

    decision_id: str
    case_id: str
    decided_at: datetime
    verdict: Verdict
    consequence: Consequence
    education: EducationMessage
    evidence: Evidence
    trace: Trace
    assessment: Assessment | None = None
