"""Explains a decision: in full for a moderator, and as the message for the creator."""

import re
from collections.abc import Iterator
from itertools import groupby

from pydantic import BaseModel

from domain.clause import Clause
from domain.consequence import Consequence
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import ContentQuote, Finding, FindingStatus, ShortlistedClause
from domain.media_places import place_words, seen_words
from domain.review import Review
from domain.verdict import Outcome, Reason, ReviewReason

QUOTATION, BULLET = ">", "- "
LINK_MARK = r":(?=//)|(?<=\w)[.@](?=[^\W\d]{2})"
EXPLAINED = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)


class ExplainedFinding(BaseModel):
    """`title` and `clause_text` are None if the policies have changed since the decision."""

    finding: Finding
    title: str | None
    clause_text: str | None


class ModeratorExplanation(BaseModel):
    decision_id: str
    outcome: Outcome
    summary: str
    findings: tuple[ExplainedFinding, ...]
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    would_change: tuple[Reason, ...]
    review_reasons: tuple[ReviewReason, ...]
    shortlist: tuple[ShortlistedClause, ...]
    consequence: Consequence
    reviews: tuple[Review, ...]


class CreatorExplanation(BaseModel):
    decision_id: str
    message: EducationMessage


def explain_to_moderator(
    decision: Decision, clauses: dict[str, Clause], reviews: tuple[Review, ...]
) -> ModeratorExplanation:
    verdict = decision.verdict
    findings = [finding for finding in verdict.findings if finding.status in EXPLAINED]
    return ModeratorExplanation(
        decision_id=decision.decision_id,
        outcome=verdict.outcome,
        summary=verdict.summary,
        findings=tuple(_explain_finding(finding, clauses.get(finding.clause_id)) for finding in findings),
        reasons_for=verdict.reasons_for,
        reasons_against=verdict.reasons_against,
        would_change=verdict.would_change,
        review_reasons=verdict.review_reasons,
        shortlist=verdict.shortlist,
        consequence=decision.consequence,
        reviews=reviews,
    )


def _explain_finding(finding: Finding, clause: Clause | None) -> ExplainedFinding:
    if clause is None:
        return ExplainedFinding(finding=finding, title=None, clause_text=None)
    return ExplainedFinding(finding=finding, title=clause.title, clause_text=clause.text)


def moderator_markdown(explanation: ModeratorExplanation) -> str:
    return "\n".join(_moderator_lines(explanation)) + "\n"


def _moderator_lines(explanation: ModeratorExplanation) -> Iterator[str]:
    yield from (f"# {_words(explanation.outcome).capitalize()}", "", escape_markdown(explanation.summary), "")
    for explained in explanation.findings:
        yield from _finding_lines(explained)
    if explanation.shortlist:
        yield from ("## The likeliest rules", "")
        for number, listed in enumerate(explanation.shortlist, 1):
            yield from _shortlisted_lines(number, listed)
        yield ""
    for title, reasons in (
        ("Reasons for a violation", explanation.reasons_for),
        ("Reasons against a violation", explanation.reasons_against),
        ("What would change this decision", explanation.would_change),
        ("Why human review is required", explanation.review_reasons),
    ):
        if reasons:
            yield from (f"## {title}", "", *(f"- {escape_markdown(reason.text)}" for reason in reasons), "")
    yield from ("## Consequence (a recommendation)", "", escape_markdown(explanation.consequence.reason))
    for review in explanation.reviews:
        effect = " (not in effect: a lead decides)" if review.differs else ""
        title = f"## Review by {escape_markdown(review.reviewer)}: {_words(review.outcome)}{effect}"
        yield from ("", title, "", escape_markdown(review.reason))


def _finding_lines(explained: ExplainedFinding) -> Iterator[str]:
    finding = explained.finding
    yield from (f"## {finding.clause_id} {escape_markdown(explained.title or '')}: {_words(finding.status)}", "")
    if explained.clause_text:
        yield from (f"Clause text: {escape_markdown(explained.clause_text)}", "")
    for quote in finding.content_quotes:
        yield from (f"> {escape_markdown(line)}" for line in quote.text.splitlines())
        yield from ("", f"in {_where(quote)}", "")
    yield from (f"- seen in a picture: {escape_markdown(seen_words(citation))}" for citation in finding.pictures)
    yield from (f"- {escape_markdown(fact.name)} = {escape_markdown(str(fact.value))}" for fact in finding.facts)
    yield from ("", escape_markdown(finding.rationale), "")


def _where(quote: ContentQuote) -> str:
    return escape_markdown(f"{quote.item_id} ({place_words(quote.region)})" if quote.region else quote.item_id)


def _shortlisted_lines(number: int, listed: ShortlistedClause) -> Iterator[str]:
    chance = "" if listed.probability is None else f", probability {listed.probability:.2f}"
    yield f"{number}. {escape_markdown(f'{listed.clause_id} {listed.title}'.rstrip())}{chance}"
    quote = escape_markdown(" ".join(listed.quote.text.split()))
    yield f"   - “{quote}” in {_where(listed.quote)}, similarity to the rule {listed.similarity:.2f}"
    if listed.shared_words:
        yield f"   - shared words: {escape_markdown(', '.join(listed.shared_words))}"
    for side, example in (("violating", listed.violating_example), ("compliant", listed.compliant_example)):
        if example is not None:
            text = escape_markdown(" ".join(example.text.split()))
            yield f"   - nearest {side} example: “{text}” (similarity {example.similarity:.2f})"


def _words(value: str) -> str:
    return value.replace("_", " ")


def creator_markdown(message: EducationMessage) -> str:
    parts = [f"# {escape_markdown(message.subject)}", _letter_markdown(message.body)]
    parts.append("\n".join(f"{number}. {escape_markdown(step)}" for number, step in enumerate(message.steps, 1)))
    parts.append(_letter_markdown(message.appeal))
    return "\n\n".join(part for part in parts if part) + "\n"


def _letter_markdown(text: str) -> str:
    """Quotations and lists of the letter stay what they are. A blank line separates them from other lines, because
    Markdown joins neighbouring lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    blocks = ["\n".join(map(_letter_line, block)) for _, block in groupby(lines, key=_block)]
    return "\n\n".join(blocks)


def _block(line: str) -> tuple[str, str]:
    """Equal for neighbouring lines of one quotation or list. Each other line is a paragraph."""
    mark = next((mark for mark in (QUOTATION, BULLET) if line.startswith(mark)), "")
    return (mark, "" if mark else line)


def _letter_line(line: str) -> str:
    if line.startswith(QUOTATION):
        return f"{QUOTATION} {_item_line(line.removeprefix(QUOTATION).strip())}"
    return _item_line(line)


def _item_line(line: str) -> str:
    if line.startswith(BULLET):
        return f"{BULLET}{escape_markdown(line.removeprefix(BULLET))}"
    return escape_markdown(line)


def escape_markdown(text: str) -> str:
    """Content must not become a heading, an image, a link or other markup of the page that shows it."""
    shown = re.sub(r"([\\`*_\[\]!|~])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")
    shown = re.sub(LINK_MARK, r"\\\g<0>", shown)
    shown = re.sub(r"^([ \t]*)([#>+=-])", r"\1\\\2", shown, flags=re.MULTILINE)
    return re.sub(r"^([ \t]*\d+)([.)])", r"\1\\\2", shown, flags=re.MULTILINE)
