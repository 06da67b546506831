"""Why it was decided so: in full for a moderator, and for the creator what the message says."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from domain.case import Case
from domain.clause import Clause
from domain.consequence import Consequence
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import Finding, FindingStatus
from domain.review import Review
from domain.verdict import Outcome, Reason, ReviewReason

SHOWN = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)


class FindingExplained(BaseModel):
    """`law` are the clause's words; None where the corpus has changed since."""

    finding: Finding
    title: str | None
    law: str | None


class ForModerator(BaseModel):
    decision_id: str
    outcome: Outcome
    summary: str
    findings: tuple[FindingExplained, ...]
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    would_flip: tuple[Reason, ...]
    review_reasons: tuple[ReviewReason, ...]
    consequence: Consequence
    reviews: tuple[Review, ...]


class ForCreator(BaseModel):
    decision_id: str
    message: EducationMessage


def for_moderator(decision: Decision, clauses: dict[str, Clause], reviews: tuple[Review, ...]) -> ForModerator:
    verdict = decision.verdict
    shown = [finding for finding in verdict.findings if finding.status in SHOWN]
    return ForModerator(
        decision_id=decision.decision_id,
        outcome=verdict.outcome,
        summary=verdict.summary,
        findings=tuple(_explained(finding, clauses.get(finding.clause_id)) for finding in shown),
        reasons_for=verdict.reasons_for,
        reasons_against=verdict.reasons_against,
        would_flip=verdict.would_change,
        review_reasons=verdict.review_reasons,
        consequence=decision.consequence,
        reviews=reviews,
    )


def _explained(finding: Finding, clause: Clause | None) -> FindingExplained:
    return FindingExplained(
        finding=finding, title=clause.title if clause else None, law=clause.text if clause else None
    )


def moderator_markdown(told: ForModerator, case: Case) -> str:
    return "\n".join(_moderator_lines(told, case)) + "\n"


def _moderator_lines(told: ForModerator, case: Case) -> Iterator[str]:
    yield from (f"# {told.outcome.replace('_', ' ').capitalize()}", "", escaped(told.summary), "")
    for one in told.findings:
        yield f"## {one.finding.clause_id} {escaped(one.title or '')}: {one.finding.status.replace('_', ' ')}"
        yield ""
        if one.law:
            yield from (f"The rule: {escaped(one.law)}", "")
        for quote in one.finding.content_quotes:
            yield from (
                *(f"> {escaped(line)}" for line in quote.text.splitlines()),
                "",
                f"in {escaped(quote.item_id)}",
                "",
            )
        yield from (f"- {escaped(fact.name)} = {escaped(str(fact.value))}" for fact in one.finding.facts)
        yield from (escaped(one.finding.rationale), "")
    for title, reasons in (
        ("For a breach", told.reasons_for),
        ("Against", told.reasons_against),
        ("What would flip it", told.would_flip),
        ("Why a person must look", told.review_reasons),
    ):
        if reasons:
            yield from (f"## {title}", "", *(f"- {escaped(reason.text)}" for reason in reasons), "")
    yield from ("## Consequence (a recommendation)", "", escaped(told.consequence.reason))
    for review in told.reviews:
        outcome = review.outcome.replace("_", " ")
        yield from ("", f"## Review by {escaped(review.reviewer)}: {outcome}", "", escaped(review.reason))


def creator_markdown(message: EducationMessage) -> str:
    lines = [f"# {escaped(message.subject)}", "", *(_line(line) for line in message.body.splitlines())]
    if message.steps:
        lines += ["", *(f"{n}. {escaped(step)}" for n, step in enumerate(message.steps, 1))]
    if message.appeal:
        lines += ["", escaped(message.appeal)]
    return "\n".join(lines) + "\n"


def _line(line: str) -> str:
    """A quoted line of the letter stays a quotation."""
    return f"> {escaped(line.removeprefix('>').strip())}" if line.startswith(">") else escaped(line)


def escaped(text: str) -> str:
    """Content is data: nothing in it may become a heading, an image or other markup of the page that shows it."""
    shown = re.sub(r"([\\`*_\[\]!|~])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")
    shown = re.sub(r"^(\s*)([#>+=-])", r"\1\\\2", shown, flags=re.MULTILINE)
    return re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", shown, flags=re.MULTILINE)
