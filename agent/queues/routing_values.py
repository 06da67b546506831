"""The values that routing rules read of a job, its decision, the case and the creator."""

from collections.abc import Collection, Mapping
from typing import Any

from agent.judges.check_variables import build_variables
from domain.assessment import PriorityLevel
from domain.case import Case
from domain.clause import Clause, Severity
from domain.decision import Decision
from domain.finding import FindingStatus
from domain.job import JobKind
from domain.signals import Standing
from domain.verdict import Outcome, ReviewCode, Verdict

ROOTS = ("job", "decision", "case", "signals", "assessment", "labels")
Values = Mapping[str, Mapping[str, Any]]
SEVERITIES = [severity.label for severity in Severity]
# Each variable with values by which a rule is tried; texts with a list of values have no others.
SAMPLES: Mapping[str, tuple[object, ...]] = {
    "job.kind": tuple(JobKind),
    "decision.outcome": tuple(Outcome),
    "decision.severity": tuple(SEVERITIES),
    "decision.clauses": (["clause"],),
    "decision.probability": (0.5,),
    "decision.confidence": (0.5,),
    "decision.judge": ("judge",),
    "decision.review_reasons": ([ReviewCode.UNCERTAIN.value],),
    "case.market": ("US",),
    "case.language": ("en",),
    "case.scope": ("scope",),
    "case.content_date": ("2026-09-14",),
    "signals.tier": ("tier",),
    "signals.standing": tuple(Standing),
    "signals.quality_score": (50.0,),
    "signals.account_age_days": (30.0,),
    "signals.strikes": (1.0,),
    "signals.violations_90d": (1.0,),
    "assessment.priority": tuple(level.label for level in PriorityLevel),
    "labels.strategies": (["strategy"],),
}


def routing_values(
    kind: JobKind, case: Case, decision: Decision, clauses: Mapping[str, Clause], labels: Collection[str] = ()
) -> Values:
    """`labels`: strategies that put one on the creator or the post. `clauses` are those behind the decision, by id.
    What is not known is missing. `assessment.priority` is null for a post."""
    verdict, found = decision.verdict, clauses_in_question(decision.verdict)
    severities = [clauses[clause_id].severity for clause_id in found if clause_id in clauses]
    signals = decision.evidence.signals.signals
    known = build_variables(case, signals, decision.trace.as_of)
    language, scope = case.language or decision.evidence.language, case.scope
    tier, standing = (signals.tier, signals.standing) if signals is not None else (None, None)
    return {
        "job": {"kind": kind.value},
        "decision": {
            "outcome": verdict.outcome.value,
            "severity": max(severities).label if severities else None,
            "clauses": list(found),
            "probability": verdict.probability,
            "confidence": verdict.confidence,
            "judge": decision.trace.judge,
            "review_reasons": [reason.code.value for reason in verdict.review_reasons],
        },
        "case": {**known["case"], "language": language, "scope": scope},
        "signals": {**known["signals"], "tier": tier, "standing": standing.value if standing else None},
        "assessment": {"priority": decision.assessment.priority.level.label if decision.assessment else None},
        "labels": {"strategies": list(labels)},
    }


def clauses_in_question(verdict: Verdict) -> tuple[str, ...]:
    """The violated clauses; without any, the ones that may be: those of the shortlist, or those that are unclear."""
    shortlist = tuple(clause.clause_id for clause in verdict.shortlist)
    unclear = tuple(f.clause_id for f in verdict.findings if f.status is FindingStatus.UNCLEAR)
    return verdict.violated or (() if verdict.outcome is Outcome.NO_VIOLATION else shortlist or unclear)
