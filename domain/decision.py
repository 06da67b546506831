"""The decision: verdict, consequence, message, evidence and trace, enough to replay it."""

from datetime import date, datetime

from pydantic import JsonValue

from domain.consequence import Consequence
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.value import Value
from domain.verdict import Verdict


class Degradation(Value):
    """A part that could not do its work, and what that meant for the decision."""

    part: str
    reason: str


class StruckQuote(Value):
    """A quote that the clause or the content did not bear out."""

    clause_id: str
    item_id: str | None
    text: str


class Asked(Value):
    """What a decision is to be made by: the law of which day, which judge, which corpus."""

    as_of: date
    judge: str
    policy_fingerprint: str


class Trace(Value):
    """How the decision came about. `timings_ms` is wall time a stage; `as_of` is the day whose law was applied."""

    judge: str
    model: str
    policy_fingerprint: str
    as_of: date
    tool_calls: tuple[JsonValue, ...] = ()
    usage: dict[str, int] = {}
    timings_ms: dict[str, float] = {}
    degraded: tuple[Degradation, ...] = ()
    struck_quotes: tuple[StruckQuote, ...] = ()


class Decision(Value):
    decision_id: str
    case_id: str
    decided_at: datetime
    verdict: Verdict
    consequence: Consequence
    education: EducationMessage
    evidence: Evidence
    trace: Trace
