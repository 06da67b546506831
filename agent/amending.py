"""The message to a creator once a person found other clauses broken than the decision had."""

from collections.abc import Collection, Mapping

from agent.consequence import weigh
from agent.educate import educate
from domain.case import Case
from domain.clause import Clause
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome
from policies.library import Library


def amended(
    case: Case, decision: Decision, violated: Collection[str], clauses: Mapping[str, Clause], library: Library
) -> EducationMessage:
    """From the findings as the person left them: quotes stay where there are any, and nothing is quoted for a clause
    that only the person saw. The measure is weighed anew by the ladder of the decision's day."""
    on = decision.trace.as_of
    found = {finding.clause_id: finding for finding in decision.verdict.findings}
    findings = tuple(_broken(found.get(name), name) for name in violated)
    verdict = decision.verdict.model_copy(update={"outcome": Outcome.VIOLATION, "findings": findings})
    ladder = library.ladder(on, case.market)
    consequence = weigh([clauses[name] for name in violated], ladder, decision.evidence.signals, on)
    return educate(case, verdict, clauses, consequence, ladder, decision.evidence)


def _broken(finding: Finding | None, clause_id: str) -> Finding:
    if finding is not None:
        return finding.model_copy(update={"status": FindingStatus.VIOLATED})
    return Finding(
        clause_id=clause_id,
        status=FindingStatus.VIOLATED,
        confidence=1,
        probability=1,
        rationale="A person found it broken.",
        judge="person",
    )
