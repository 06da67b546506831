"""A decision for people: outcome, findings with their quotes, reasons, consequence, message and trace."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel

from cli.views.assessment_view import assessment_blocks, reading_blocks
from cli.views.console import Text, bullets, count, err, labelled_rows, print_line, section, spaced, table, text_width
from cli.views.finding_view import finding_view
from cli.views.shortlist_view import shortlist_view
from cli.views.tool_calls_view import tool_calls_view
from domain.case import Case
from domain.clause import Clause
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.finding import Finding, FindingStatus, ShortlistedClause
from domain.media_places import media_words
from domain.review import Review
from domain.usage import Usage
from domain.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from store.decision_reader import DecisionSummary
    from store.in_flight import InterruptedDecision

OUTCOME_COLOURS = {Outcome.VIOLATION: "red", Outcome.NO_VIOLATION: "green", Outcome.NEEDS_REVIEW: "yellow"}
SHOWN_STATUSES = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)
DECISION_COLUMNS = ("Decision", "Decided (UTC)", "Outcome", "Conf.", "Creator", "Case", "Violated")


def print_decision(console: Console, case: Case, decision: Decision, clauses: Mapping[str, Clause]) -> None:
    """`clauses` are the known clauses of the corpus that the decision used, by id."""
    plain = console.color_system is None
    shortlist = decision.verdict.shortlist
    findings = (f for f in decision.verdict.findings if f.status in SHOWN_STATUSES and not _is_listed(f, shortlist))
    blocks = [
        _headline(decision),
        *(Text(f"warning: {warning}", style="yellow") for warning in decision.trace.warnings),
        *(finding_view(finding, case, clauses, plain=plain) for finding in findings),
        *([shortlist_view(case, shortlist, clauses, plain=plain)] if shortlist else []),
        *_reasons(decision.verdict),
        *([section("Media", labelled_rows((one.id, media_words(one)) for one in case.media))] if case.media else []),
        *(assessment_blocks(decision.assessment) if decision.assessment else ()),
        _consequence(decision.consequence),
        Text(),
        _message(decision.education),
        *_account(decision),
        *([tool_calls_view(decision)] if decision.trace.tool_calls else []),
        _footer(decision),
    ]
    for block in blocks:
        console.print(block, width=text_width(console))


def _is_listed(finding: Finding, shortlist: Sequence[ShortlistedClause]) -> bool:
    """Whether the shortlist says all that the finding would."""
    more = finding.missing_evidence or finding.exception_id or finding.facts
    return not more and any(clause.clause_id == finding.clause_id for clause in shortlist)


def print_interrupted(cases: "Sequence[InterruptedDecision]") -> None:
    """Warns of cases whose process ended before it decided them."""
    if cases:
        undecided = f"{count(len(cases), 'undecided case')} of a process that ended early"
        text = f"{undecided}; decide with: clausewise decisions resume"
        print_line("\n".join([text, *(f"  {interrupted_label(one)}" for one in cases)]), err, style="yellow")


def interrupted_label(one: "InterruptedDecision") -> str:
    return f"{one.decision_id} (case {one.case.id}, begun {one.started_at:%Y-%m-%d %H:%M})"


def print_reviews(console: Console, reviews: Sequence[Review]) -> None:
    """The human reviews of the decision, oldest first."""
    if reviews:
        lines = labelled_rows((f"{review.reviewed_at:%Y-%m-%d %H:%M}", _review_line(review)) for review in reviews)
        console.print(section("Reviews (the last one applies)", lines), width=text_width(console))


def decision_table(summaries: "Iterable[DecisionSummary]") -> "Table":
    return table(DECISION_COLUMNS, (_decision_row(summary) for summary in summaries), no_wrap=(0, 2, 3))


def _decision_row(s: "DecisionSummary") -> tuple[str | Text, ...]:
    """Outcome and clauses are those after reviews; a star marks a reviewed decision."""
    reviewed = "*" if s.reviewed else ""
    outcome = Text(f"{spaced(s.current_outcome)}{reviewed}", style=OUTCOME_COLOURS[s.current_outcome])
    decided = f"{s.decided_at:%Y-%m-%d %H:%M}"
    return s.decision_id, decided, outcome, _confidence(s), s.creator_id or "", s.case_id, ", ".join(s.current_violated)


def _review_line(review: Review) -> str:
    violated = f" ({', '.join(review.violated)})" if review.violated else ""
    effect = " (not in effect)" if review.differs else ""
    return f"{review.reviewer}, {review.action}: {spaced(review.outcome)}{violated}{effect}. {review.reason}"


def _headline(decision: Decision) -> RenderableType:
    verdict = decision.verdict
    colour = OUTCOME_COLOURS[verdict.outcome]
    about = f"case {decision.case_id} · {_how_sure(verdict)} · policy version in force on {decision.trace.as_of}"
    return Panel(
        Group(Text(verdict.summary), Text(about, style="dim")),
        title=Text(spaced(verdict.outcome).upper(), style=f"bold {colour}"),
        border_style=colour,
        title_align="left",
    )


def _how_sure(verdict: Verdict) -> str:
    """A case for human review has no outcome to be confident in."""
    if verdict.confidence is not None:
        return f"confidence {verdict.confidence:.0%}"
    if verdict.probability is None or not verdict.findings:
        return "no rule was judged"
    return f"probability of a violation {verdict.probability:.0%}"


def _confidence(summary: "DecisionSummary") -> str:
    """Of the judge; not of a person who reviewed."""
    return "—" if summary.confidence is None or summary.reviewed else f"{summary.confidence:.0%}"


def _reasons(verdict: Verdict) -> list[RenderableType]:
    lists = (
        ("Reasons for a violation", verdict.reasons_for),
        ("Reasons against", verdict.reasons_against),
        ("What would change this decision", verdict.would_change),
    )
    sections = [section(title, bullets(reason.text for reason in reasons)) for title, reasons in lists if reasons]
    if verdict.review_reasons:
        why = bullets(reason.text for reason in verdict.review_reasons)
        sections.insert(0, section("Why human review is required", why, style="bold yellow"))
    return sections


def _account(decision: Decision) -> Iterator[RenderableType]:
    """What a model read of the account of a post's creator."""
    if decision.evidence.account:
        yield section("Read of the creator's account; it decides nothing about the post")
        yield from reading_blocks(decision.evidence.account)


def _consequence(consequence: Consequence) -> RenderableType:
    lines: list[RenderableType] = [Text(consequence.reason), bullets(consequence.rules_applied)]
    if consequence.status is ConsequenceStatus.RECOMMENDED and consequence.action is not None:
        lines.insert(0, Text(_recommended_action(consequence), style="bold"))
    history = labelled_rows(
        ("+" if i.counted else "-", f"{i.date} {i.clause_id} {count(i.points, 'point')}: {i.reason}")
        for i in consequence.incidents
    )
    return section("Consequence (a recommendation)", *(Padding(line, (0, 0, 0, 1)) for line in [*lines, history]))


def _recommended_action(consequence: Consequence) -> str:
    action = spaced(consequence.action.label) if consequence.action is not None else ""
    length = f" for {consequence.days} days" if consequence.days else ""
    points = f"{consequence.points_before} before + {consequence.points_case} now = {consequence.points_total} points"
    return f"{action}{length} · {points} in {consequence.window_days} days"


def _message(education: EducationMessage) -> RenderableType:
    parts: list[RenderableType] = [Text(education.subject, style="bold"), Text(), Text(education.body)]
    if education.steps:
        parts += [Text("\nWhat you can do", style="bold"), bullets(education.steps)]
    if education.appeal:
        parts += [Text("\nIf you disagree", style="bold"), Text(education.appeal)]
    return Panel(Group(*parts), title="Message to the creator", title_align="left", border_style="blue")


def _footer(decision: Decision) -> RenderableType:
    trace = decision.trace
    judge, corpus = f"judge {trace.judge} ({trace.model})", f"corpus {trace.policy_fingerprint[:12]}"
    total = f"{sum(trace.timings_ms.values()):.0f} ms"
    lines = [f"{decision.decision_id} · {judge} · {corpus} · {total}", *_judges_and_models(trace)]
    degraded = (f"degraded: {d.component}: {d.reason}" for d in trace.degraded)
    return Group(*(Text(line, style="dim") for line in lines), *(Text(line, style="yellow") for line in degraded))


def _judges_and_models(trace: Trace) -> Iterator[str]:
    """No line where no model was called and one judge settled every clause."""
    if trace.judge_contributions:
        settled = (f"{c.judge} {len(c.clauses_settled)} of {len(c.clauses_read)}" for c in trace.judge_contributions)
        yield f"clauses settled by each judge: {', '.join(settled)}"
    if trace.usage.calls or trace.usage.cached_answers:
        yield f"{_usage(trace.usage)} · reasons by {trace.writer}"


def _usage(usage: Usage) -> str:
    cached = f"{count(usage.cached_answers, 'answer')} from the cache" if usage.cached_answers else ""
    at_flex = f"{usage.flex_answers} at the lower price" if usage.flex_answers else ""
    if not usage.calls:
        return cached
    tokens = f"{usage.input_tokens:,} tokens in ({usage.cached_tokens:,} cached), {usage.output_tokens:,} out"
    cost = "" if usage.cost is None else f" · {usage.cost:.4f} {usage.currency}"
    return " · ".join(
        filter(None, (f"{count(usage.calls, 'model call')}{at_flex and f' ({at_flex})'}", f"{tokens}{cost}", cached))
    )
