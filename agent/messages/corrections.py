"""The letter to a creator after a review that changed the violated clauses."""

from collections.abc import Collection, Iterable, Mapping

from agent.enforcement.consequence import recommend_action
from agent.messages.disclosure_check import AllowedText, confidential_names, find_disclosures
from agent.messages.education_letter import write_education_letter
from domain.case import Case
from domain.clause import Clause
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome
from policies.library import Library
from prompts import education


def letter_after_review(
    case: Case, decision: Decision, violated: Collection[str], clauses: Mapping[str, Clause], library: Library
) -> EducationMessage:
    """The letter on the clauses that the reviewer found violated. Quotes of the decision stay; a clause that only the
    reviewer found has none. The enforcement action is recommended again by the ladder of the decision's day."""
    as_of = decision.trace.as_of
    by_clause = {finding.clause_id: finding for finding in decision.verdict.findings}
    findings = tuple(_violated(by_clause.get(clause_id), clause_id) for clause_id in violated)
    verdict = decision.verdict.model_copy(update={"outcome": Outcome.VIOLATION, "findings": findings})
    ladder, signals = library.ladder(as_of, case.market), decision.evidence.signals
    consequence = recommend_action([clauses[clause_id] for clause_id in violated], ladder, signals, as_of)
    return write_education_letter(case, verdict, clauses, consequence, ladder, decision.evidence)


def _violated(finding: Finding | None, clause_id: str) -> Finding:
    if finding is not None:
        return finding.model_copy(update={"status": FindingStatus.VIOLATED})
    return Finding(
        clause_id=clause_id,
        status=FindingStatus.VIOLATED,
        confidence=1,
        probability=1,
        rationale="A reviewer found it violated.",
        judge="person",
    )


def correction_letter(
    case: Case, decision: Decision, letter: EducationMessage | None, withdrawn: Iterable[Clause]
) -> EducationMessage:
    """Corrects a letter that the creator has received. `withdrawn` are clauses of the earlier letter that no longer
    count as violated. A clause whose name would disclose something is not named. `letter` is the new letter; None: the
    earlier one is withdrawn completely."""
    names = confidential_names(case, decision.verdict, decision.consequence, decision.evidence)
    named = [clause for clause in withdrawn if not _discloses(clause, names)]
    if letter is None:
        return education.withdrawn(named, decision.education.locale)
    return education.replacement(letter, named)


def _discloses(clause: Clause, names: frozenset[str]) -> bool:
    allowed = AllowedText(policy_texts=education.clause_texts(clause))
    return bool(find_disclosures(f"{clause.id} {clause.title}", allowed, names))
