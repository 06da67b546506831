"""The human view of a decision: verdict, clauses with their words, the content's line marked, reasons, what follows."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from cli.views.console import text_width
from cli.views.finding_view import proof
from cli.views.layout import bullets, hanging, section
from cli.views.trace_view import footer
from domain.case import Case
from domain.clause import Clause
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import FindingStatus
from domain.review import Review
from domain.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from store.decisions import Summary

COLOUR = {Outcome.VIOLATION: "red", Outcome.NO_VIOLATION: "green", Outcome.NEEDS_REVIEW: "yellow"}
SHOWN = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)


def show(console: Console, case: Case, decision: Decision, clauses: Mapping[str, Clause]) -> None:
    """Prints the decision; `clauses` by id, as far as they are known, are those it was made by."""
    plain = console.color_system is None
    findings = (f for f in decision.verdict.findings if f.status in SHOWN)
    parts = [
        _headline(decision),
        *(proof(finding, case, clauses, plain=plain) for finding in findings),
        *_reasons(decision.verdict),
        _consequence(decision.consequence),
        Text(),
        _message(decision.education),
        footer(decision),
    ]
    for part in parts:
        console.print(part, width=text_width(console))


def show_reviews(console: Console, reviews: Sequence[Review]) -> None:
    """What people made of it since, oldest first; the last holds."""
    if reviews:
        lines = hanging((f"{review.reviewed_at:%Y-%m-%d %H:%M}", _reviewed(review)) for review in reviews)
        console.print(section("Reviews (the last one holds)", lines), width=text_width(console))


def _reviewed(review: Review) -> str:
    broken = f" ({', '.join(review.violated)})" if review.violated else ""
    return f"{review.reviewer}, {review.action}: {review.outcome.replace('_', ' ')}{broken}. {review.reason}"


def _headline(decision: Decision) -> RenderableType:
    verdict = decision.verdict
    colour = COLOUR[verdict.outcome]
    about = f"case {decision.case_id} · confidence {sure(verdict)} · law of {decision.trace.as_of}"
    return Panel(
        Group(Text(verdict.summary), Text(about, style="dim")),
        title=Text(verdict.outcome.replace("_", " ").upper(), style=f"bold {colour}"),
        border_style=colour,
        title_align="left",
    )


def sure(verdict: "Verdict | Summary") -> str:
    """Nothing is sure of a case that a person must look at."""
    return "—" if verdict.outcome is Outcome.NEEDS_REVIEW else f"{verdict.confidence:.0%}"


def _reasons(verdict: Verdict) -> list[RenderableType]:
    lists = (
        ("For a breach", verdict.reasons_for),
        ("Against", verdict.reasons_against),
        ("What would flip it", verdict.would_change),
    )
    parts = [section(title, bullets(reason.text for reason in reasons)) for title, reasons in lists if reasons]
    if verdict.review_reasons:
        why = bullets(reason.text for reason in verdict.review_reasons)
        parts.insert(0, section("Why a person must look", why, style="bold yellow"))
    return parts


def _consequence(consequence: Consequence) -> RenderableType:
    lines: list[RenderableType] = [Text(consequence.reason), bullets(consequence.rules_applied)]
    if consequence.status is ConsequenceStatus.RECOMMENDED and consequence.action is not None:
        lines.insert(0, Text(_measure(consequence), style="bold"))
    history = hanging(
        ("+" if i.counted else "-", f"{i.date} {i.clause_id} {i.points} points: {i.reason}")
        for i in consequence.incidents
    )
    parts = (Padding(line, (0, 0, 0, 1)) for line in [*lines, history])
    return section("Consequence (a recommendation)", *parts)


def _measure(consequence: Consequence) -> str:
    measure = consequence.action.word.replace("_", " ") if consequence.action is not None else ""
    length = f" for {consequence.days} days" if consequence.days else ""
    sum_of = f"{consequence.points_before} before + {consequence.points_case} now = {consequence.points_total} points"
    return f"{measure}{length} · {sum_of} in {consequence.window_days} days"


def _message(education: EducationMessage) -> RenderableType:
    parts: list[RenderableType] = [Text(education.subject, style="bold"), Text(), Text(education.body)]
    if education.steps:
        parts += [Text("\nWhat you can do", style="bold"), bullets(education.steps)]
    if education.appeal:
        parts += [Text("\nIf you disagree", style="bold"), Text(education.appeal)]
    return Panel(Group(*parts), title="To the creator", title_align="left", border_style="blue")
