"""The message to a creator once a person found other clauses broken than the decision had, or none."""

from collections.abc import Collection, Iterable, Mapping

from agent.enforcement.consequence import weigh
from agent.messages.disclosure_check import Public, leaks, secrets_of
from agent.messages.education_letter import educate
from domain.case import Case
from domain.clause import Clause
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome
from policies.library import Library
from prompts import education


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


def corrected(
    case: Case, decision: Decision, letter: EducationMessage | None, dropped: Iterable[Clause]
) -> EducationMessage:
    """For a creator whom a message reached that no longer holds; `dropped` are clauses that it named. `letter` is how
    it now reads; None: nothing is left of it. A clause whose name would give something away stays unnamed."""
    secrets = secrets_of(case, decision.verdict, decision.consequence, decision.evidence)
    named = [c for c in dropped if not leaks(f"{c.id} {c.title}", Public(law=education.law(c)), secrets)]
    if letter is None:
        return education.taken_back(named, decision.education.locale)
    return education.replacing(letter, named)
