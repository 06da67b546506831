"""The decision: verdict, consequence, message, evidence and trace, enough to replay it."""

from datetime import date, datetime

from pydantic import JsonValue

from domain.base import FrozenModel
from domain.consequence import Consequence
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.usage import Usage
from domain.verdict import Verdict


class Degradation(FrozenModel):
    """A part that could not do its work, and what that meant for the decision."""

    component: str
    reason: str


class RejectedQuote(FrozenModel):
    """A quote that the clause or the content did not bear out."""

    clause_id: str
    item_id: str | None
    text: str


class DecisionBasis(FrozenModel):
    """What a decision is to be made by: the law of which day, which judge, which corpus."""

    as_of: date
    judge: str
    policy_fingerprint: str


class ToolCall(FrozenModel):
    """What a model asked of a tool, and the evidence it got; `error` is what it was told where it got none."""

    name: str
    arguments: dict[str, JsonValue] = {}
    evidence_ids: tuple[str, ...] = ()
    error: str = ""


class JudgeContribution(FrozenModel):
    """One judge's part where several took turns: the clauses that were put to it, and those it settled."""

    judge: str
    model: str
    clauses_read: tuple[str, ...] = ()
    clauses_settled: tuple[str, ...] = ()


class Trace(FrozenModel):
    """How the decision came about. `timings_ms` is wall time a stage; `as_of` is the day whose law was applied;
    `prompts` has the sha256 of each set of templates that a model was asked with; `writer` is the model that wrote
    reasons and message, or "template"."""

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


class Decision(FrozenModel):
    decision_id: str
    case_id: str
    decided_at: datetime
    verdict: Verdict
    consequence: Consequence
    education: EducationMessage
    evidence: Evidence
    trace: Trace
