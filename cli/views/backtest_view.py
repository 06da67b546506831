"""The document of a backtest: the counts, then each case whose decision changes and the clauses that changed it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from agent.backtest.backtest_report import BacktestReport, BeforeAfter
from agent.backtest.decision_diff import ClauseDifference, DecisionDiff, RecommendedAction
from cli.views.console import count, spaced
from cli.views.diff_view import kind_name
from cli.views.document import Block, DataTable, Heading, LabelledRows, Mark, MarkedText, Paragraph, plain
from domain.finding import FindingStatus
from policies.diff.change import ChangeKind
from prompts.untrusted import one_line

BY_EDITED, BY_UNEDITED = "by clauses that were edited", "by clauses that were not edited"
BY_CLASSIFIER = "only because the classifier was trained again"
MAX_SHOWN = 3  # unedited clauses of a case, and names of cases that failed for one reason
LEARNING_NOTE = (
    "A clause that was not edited can change its result: the embedded judge learns from the examples of all clauses, "
    "and rules compete to be judged."
)
CLASSIFIER_NOTE = (
    "The classifier of the embedded judge is shared: it learns from the examples and precedents of the whole corpus, "
    "so that other examples move cases near its threshold. With the classifier of the first version, the second "
    "version decides these cases as before."
)


def backtest_document(report: BacktestReport) -> list[Block]:
    blocks: list[Block] = [
        Heading(1, plain(f"{one_line(report.before)} → {one_line(report.after)}")),
        Paragraph(plain(_summary(report))),
        *_notes(report),
        *_totals("Outcomes", report.outcomes),
        *_totals("Enforcement actions", report.actions),
        *_changes_by_clause_and_tier(report),
    ]
    changed = sorted((diff for diff in report.diffs if diff.outcome_changed), key=lambda d: (d.before, d.after))
    for reason in (BY_EDITED, BY_UNEDITED, BY_CLASSIFIER):
        blocks += _section(f"Outcomes changed {reason}", [diff for diff in changed if _reason(diff) == reason])
    same = [diff for diff in report.diffs if not diff.outcome_changed]
    blocks += _section("Same outcome, but other clauses or another enforcement action", same)
    return [*blocks, *_failures(report)]


def _summary(report: BacktestReport) -> str:
    total = report.outcomes_changed
    counts = Counter(_reason(diff) for diff in report.diffs if diff.outcome_changed)
    classifier = f" and {counts[BY_CLASSIFIER]:,} {BY_CLASSIFIER}" if counts[BY_CLASSIFIER] else ""
    joint = "," if classifier else " and"
    reasons = f", {counts[BY_EDITED]:,} {BY_EDITED}{joint} {counts[BY_UNEDITED]:,} {BY_UNEDITED}" if total else ""
    reasons += classifier
    parts = [f"{count(total, 'outcome changes', 'outcomes change')} of {report.decided:,}{reasons}"]
    others = len(report.diffs) - total
    if others:
        parts.append(f"{others:,} more with other clauses or another enforcement action")
    if report.failures:
        parts.append(f"{count(len(report.failures), 'case')} could not be decided")
    return "; ".join(parts)


def _notes(report: BacktestReport) -> Iterator[Block]:
    if report.decided_once:
        once = f"{count(report.decided_once, 'case was', 'cases were')} decided once"
        yield Paragraph(plain(f"{once}: no policy that applies to them differs.", Mark.DIM))
    if report.not_reproduced:
        past = count(len(report.not_reproduced), "past decision")
        why = "the first policy version alone: another corpus, judge or Clausewise version made them."
        yield Paragraph(plain(f"{past} cannot be reproduced under {why}", Mark.DIM))
    reasons = {_reason(diff) for diff in report.diffs if diff.outcome_changed}
    if BY_UNEDITED in reasons:
        yield Paragraph(plain(LEARNING_NOTE, Mark.DIM))
    if BY_CLASSIFIER in reasons:
        yield Paragraph(plain(CLASSIFIER_NOTE, Mark.DIM))


def _reason(diff: DecisionDiff) -> str:
    if diff.by_classifier:
        return BY_CLASSIFIER
    return BY_EDITED if diff.policy_changed else BY_UNEDITED


def _totals(title: str, totals: Mapping[str, BeforeAfter]) -> Iterator[Block]:
    if totals:
        rows = tuple((spaced(name), f"{t.before:,}", f"{t.after:,}", _difference(t)) for name, t in totals.items())
        yield Heading(2, plain(title))
        yield DataTable(("", "Before", "After", "Change"), rows)


def _difference(total: BeforeAfter) -> str:
    return f"{total.after - total.before:+,}" if total.after != total.before else ""


def _changes_by_clause_and_tier(report: BacktestReport) -> Iterator[Block]:
    if report.clauses:
        rows = ((c.clause_id, f"{c.outcomes_changed:,}", "yes" if c.policy_changed else "no") for c in report.clauses)
        yield Heading(2, plain("Changed outcomes by clause"))
        yield DataTable(("Clause", "Outcomes changed", "Edited"), tuple(rows))
    if report.outcomes_changed and report.tiers:
        tiers = ((one_line(name), f"{t.outcomes_changed:,}", f"{t.cases:,}") for name, t in report.tiers.items())
        yield Heading(2, plain("Changed outcomes by creator tier"))
        yield DataTable(("Tier", "Outcomes changed", "Cases"), tuple(tiers))


def _section(title: str, diffs: Sequence[DecisionDiff]) -> Iterator[Block]:
    if diffs:
        yield Heading(2, plain(f"{title} ({len(diffs):,})"))
    for diff in diffs:
        about = plain(f" · {_outcomes(diff)} · {one_line(diff.past_case)}", Mark.DIM)
        yield Heading(3, (*plain(one_line(diff.case_id)), *about))
        yield LabelledRows(tuple(_rows(diff)))


def _outcomes(diff: DecisionDiff) -> str:
    return " → ".join(dict.fromkeys((spaced(diff.before), spaced(diff.after))))


def _rows(diff: DecisionDiff) -> Iterator[tuple[str, MarkedText]]:
    unedited = [cause for cause in diff.causes if not cause.policy_changed]
    for cause in diff.causes:
        if cause not in unedited[MAX_SHOWN:]:
            yield cause.clause_id, plain(f"{_status(cause.before)} → {_status(cause.after)}; {_edits(cause)}")
    if unedited[MAX_SHOWN:]:
        yield "", plain(f"and {len(unedited[MAX_SHOWN:])} more that were not edited", Mark.DIM)
    for reason in diff.review_reasons:
        yield "review", plain(one_line(reason))
    if diff.action_before != diff.action_after:
        yield "action", plain(f"{_action(diff.action_before)} → {_action(diff.action_after)}")


def _status(status: FindingStatus | None) -> str:
    return spaced(status) if status is not None else "not violated"


def _edits(cause: ClauseDifference) -> str:
    parts = [_kinds(cause.changes)] if cause.changes else []
    if cause.exception_changes:
        parts.append(f"its exception {cause.exception_id} {_kinds(cause.exception_changes)}")
    return ", ".join(parts) or "not edited"


def _kinds(kinds: Iterable[ChangeKind]) -> str:
    return ", ".join(map(kind_name, kinds))


def _action(recommended: RecommendedAction) -> str:
    length = f" for {recommended.days} days" if recommended.days else ""
    total = f"{recommended.points_total} in total"
    points = f" ({count(recommended.points, 'point')}, {total})" if recommended.points_total else ""
    return f"{spaced(recommended.action)}{length}{points}"


def _failures(report: BacktestReport) -> Iterator[Block]:
    """Cases that failed for one reason share a row."""
    by_reason: dict[str, list[str]] = {}
    for failure in report.failures:
        by_reason.setdefault(one_line(failure.reason), []).append(one_line(failure.past_case))
    if by_reason:
        rows = ((count(len(names), "case"), plain(f"{_some(names)}: {why}")) for why, names in by_reason.items())
        yield Heading(2, plain(f"Not decided ({len(report.failures):,})"))
        yield LabelledRows(tuple(rows))


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_SHOWN:,} more" if len(names) > MAX_SHOWN else ""
    return f"{', '.join(names[:MAX_SHOWN])}{more}"
