"""Requires human review of a pass whose picture shows a contact, where a rule depends on a fact about that and the fact
was not given. It proves no violation."""

from collections.abc import Collection, Sequence

from agent.judges.base import JudgeInput
from agent.judges.check_variables import missing_variables, not_provided
from agent.messages.contacts import find_contacts
from agent.verdict.settling import require_review
from domain.case import ContentKind
from domain.finding import ShortlistedClause
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict
from prompts.untrusted import one_line, shortened

MAX_SHOWN_CHARS = 80


def with_shown_contacts(
    verdict: Verdict, judge_input: JudgeInput, facts: Collection[str], shortlist: Sequence[ShortlistedClause] = ()
) -> Verdict:
    """Never milder than before. `facts`: variables such as `facts.contact_on_screen` that a contact in a picture may
    make true. `shortlist`: of the judge; a person sees it with the rules of these facts first."""
    shown = _shown(judge_input) if facts and verdict.outcome is not Outcome.VIOLATION else None
    missing = _missing(judge_input, facts) if shown else {}
    if not shown or not missing:
        return verdict
    rules, names = ", ".join(missing), not_provided(tuple(dict.fromkeys(missing.values())))
    text = f"A picture shows {shown}, on which {rules} may depend, and {names}."
    if verdict.outcome is not Outcome.NO_VIOLATION:
        reason = ReviewReason(code=ReviewCode.MISSING_FACT, text=text)
        return verdict.model_copy(update={"review_reasons": (*verdict.review_reasons, reason)})
    listed = tuple(sorted(shortlist, key=lambda one: one.clause_id not in missing))
    return require_review(verdict, ReviewCode.MISSING_FACT, text).model_copy(update={"shortlist": listed})


def _shown(judge_input: JudgeInput) -> str | None:
    """The first contact, and the item that it stands in."""
    texts, pictures = judge_input.read_texts, [i for i in judge_input.case.content if i.kind is ContentKind.OCR]
    found = ((item.id, contact) for item in pictures for contact in find_contacts(one_line(texts[item.id])))
    return next((f"“{shortened(one_line(contact), MAX_SHOWN_CHARS)}” ({name})" for name, contact in found), None)


def _missing(judge_input: JudgeInput, facts: Collection[str]) -> dict[str, str]:
    """By rule in force, the first of these facts that its check misses."""
    variables = judge_input.variables
    checked = (clause for clause in judge_input.in_force.values() if clause.check is not None)
    missing = ((one.id, [name for name in missing_variables(one, variables) if name in facts]) for one in checked)
    return {clause_id: names[0] for clause_id, names in missing if names}
