"""The letters to a creator after a review: what a person decided, and what that changes."""

from collections.abc import Collection, Iterable, Mapping

from agent.enforcement.consequence import recommend_action
from agent.messages.disclosure_check import AllowedText, confidential_names, find_disclosures
from agent.messages.education_letter import write_education_letter
from agent.messages.letter_policy import letter_policy
from agent.messages.post_label import post_label
from domain.case import Case
from domain.clause import Clause
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome
from policies.library import Library
from prompts import education, letter_notes
from prompts.letter_notes import AppealOutcome, RedressWords, Review


def letter_after_review(
    case: Case, decision: Decision, violated: Collection[str], clauses: Mapping[str, Clause], library: Library
) -> EducationMessage:
    """The letter on the clauses that the reviewer found violated. Quotes of the decision stay; a clause that only the
    reviewer found has none. The enforcement action is recommended again by the ladder of the decision's day."""
    as_of = decision.trace.as_of
    by_clause = {finding.clause_id: finding for finding in decision.verdict.findings}
    findings = tuple(_violated(by_clause.get(clause_id), clause_id) for clause_id in violated)
    verdict = decision.verdict.model_copy(update={"outcome": Outcome.VIOLATION, "findings": findings})
    policy, signals = letter_policy(library, as_of, case.market), decision.evidence.signals
    consequence = recommend_action([clauses[clause_id] for clause_id in violated], policy.ladder, signals, as_of)
    advice = decision.assessment.advice if decision.assessment else ()
    return write_education_letter(case, verdict, clauses, consequence, policy, decision.evidence, advice=advice)


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


def first_letter(letter: EducationMessage, review: Review) -> EducationMessage:
    """The first that the creator gets: a person has confirmed the decision's letter, or decided otherwise."""
    checked = _checked(letter)
    return letter_notes.reviewed(letter, review) if checked == letter else letter_notes.decided_by_person(checked)


def correction_letter(
    case: Case, decision: Decision, letter: EducationMessage | None, withdrawn: Iterable[Clause]
) -> EducationMessage:
    """Corrects a letter that the creator has received. `withdrawn` are clauses of the earlier letter that no longer
    count as violated. A clause whose name would disclose something is not named. `letter` is the new letter; None: the
    earlier one is withdrawn completely."""
    named = _named(case, decision, withdrawn)
    if letter is None:
        earlier = decision.education
        return letter_notes.identified(education.withdrawn(named, earlier.locale, earlier.about), post_label(case))
    return education.replacement(letter_notes.decided_by_person(_checked(letter)), named)


def appeal_letter(
    case: Case,
    decision: Decision,
    letter: EducationMessage | None,
    withdrawn: Iterable[Clause],
    words: RedressWords,
    *,
    is_changed: bool,
) -> EducationMessage:
    """Answers an appeal. `letter` is the one that holds now; None: nothing is held against the creator any more."""
    named = _named(case, decision, withdrawn)
    if letter is None:
        withdrawal = correction_letter(case, decision, None, withdrawn)
        return letter_notes.after_appeal(withdrawal, AppealOutcome.GRANTED, RedressWords())
    outcome = AppealOutcome.CHANGED if is_changed else AppealOutcome.UPHELD
    return letter_notes.after_appeal(_checked(letter), outcome, words, named)


def _checked(letter: EducationMessage) -> EducationMessage:
    minimal = education.account_minimal if letter.about == "account" else education.minimal
    return letter_notes.after_check(letter, minimal(Outcome.VIOLATION, letter.locale))


def _named(case: Case, decision: Decision, withdrawn: Iterable[Clause]) -> list[Clause]:
    """In the language of the letter."""
    names = confidential_names(case, decision.verdict, decision.consequence, decision.evidence)
    translated = (clause.in_language(decision.education.locale) for clause in withdrawn)
    return [clause for clause in translated if not _discloses(clause, names)]


def _discloses(clause: Clause, names: frozenset[str]) -> bool:
    allowed = AllowedText(policy_texts=education.clause_texts(clause))
    return bool(find_disclosures(f"{clause.id} {clause.title}", allowed, names))
