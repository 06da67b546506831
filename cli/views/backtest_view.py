"""The page of a rehearsal: the counts on top, then each case that flips and the clause that flipped it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from agent.backtest.backtest_report import BeforeAfter, Report
from agent.backtest.decision_diff import Cause, Effect, Impact
from cli.views.diff_view import said
from cli.views.document import Block, Grid, Line, Mark, Rows, Title, Words, plain
from cli.views.finding_view import WORD
from cli.views.layout import count
from domain.finding import FindingStatus
from policies.diff.change import Sort
from prompts.untrusted import one_line

BY_CHANGED, BY_OTHERS = "by clauses that changed", "by clauses that did not change"
MOST = 3  # clauses of a case that did not change, and names of cases that failed in one way
LEARNED = (
    "A clause that did not change can come out otherwise: the embedded judge learns from the examples of all clauses."
)


def page(report: Report) -> list[Block]:
    blocks: list[Block] = [
        Title(1, plain(f"{one_line(report.before)} → {one_line(report.after)}")),
        Line(plain(_summary(report))),
        *_notes(report),
        *_totals("Outcomes", report.outcomes),
        *_totals("Consequences", report.measures),
        *_counts(report),
    ]
    flips = sorted((impact for impact in report.impacts if impact.flips), key=lambda i: (i.before, i.after))
    blocks += _section(f"Flips {BY_CHANGED}", [impact for impact in flips if impact.changed])
    blocks += _section(f"Flips {BY_OTHERS}", [impact for impact in flips if not impact.changed])
    others = [impact for impact in report.impacts if not impact.flips]
    blocks += _section("The same outcome, by other clauses or with another consequence", others)
    return [*blocks, *_failures(report)]


def _summary(report: Report) -> str:
    others = len(report.impacts) - report.flips
    changed = sum(impact.flips and impact.changed for impact in report.impacts)
    by = f", {changed:,} {BY_CHANGED} and {report.flips - changed:,} {BY_OTHERS}" if report.flips else ""
    told = [f"{count(report.flips, 'verdict flips', 'verdicts flip')} of {report.decided:,}{by}"]
    if others:
        told.append(f"{others:,} more with other clauses or another consequence")
    if report.failures:
        told.append(f"{count(len(report.failures), 'case')} could not be decided")
    return "; ".join(told)


def _notes(report: Report) -> Iterator[Block]:
    if report.spared:
        told = f"{count(report.spared, 'case was', 'cases were')} decided once: nothing that bears on them differs."
        yield Line(plain(told, Mark.DIM))
    if report.otherwise:
        told = f"{count(len(report.otherwise), 'past decision')} would come out otherwise than on record under the "
        yield Line(plain(f"{told}first law already: another corpus, judge or Clausewise made them.", Mark.DIM))
    if any(impact.flips and not impact.changed for impact in report.impacts):
        yield Line(plain(LEARNED, Mark.DIM))


def _totals(title: str, totals: Mapping[str, BeforeAfter]) -> Iterator[Block]:
    if totals:
        rows = tuple((_words(name), f"{t.before:,}", f"{t.after:,}", _signed(t)) for name, t in totals.items())
        yield Title(2, plain(title))
        yield Grid(("", "Before", "After", ""), rows)


def _signed(total: BeforeAfter) -> str:
    return f"{total.after - total.before:+,}" if total.after != total.before else ""


def _counts(report: Report) -> Iterator[Block]:
    if report.clauses:
        turns = ((t.clause_id, f"{t.flips:,}", "yes" if t.changed else "no") for t in report.clauses)
        yield Title(2, plain("Flips by clause"))
        yield Grid(("Clause", "Flips", "Changed"), tuple(turns))
    if report.flips and report.tiers:
        tiers = ((one_line(name), f"{of.flips:,}", f"{of.cases:,}") for name, of in report.tiers.items())
        yield Title(2, plain("Flips by creator tier"))
        yield Grid(("Tier", "Flips", "Cases"), tuple(tiers))


def _section(title: str, impacts: Sequence[Impact]) -> Iterator[Block]:
    if impacts:
        yield Title(2, plain(f"{title} ({len(impacts):,})"))
    for impact in impacts:
        yield Title(
            3, (*plain(one_line(impact.case_id)), *plain(f" · {_turned(impact)} · {one_line(impact.past)}", Mark.DIM))
        )
        yield Rows(tuple(_rows(impact)))


def _turned(impact: Impact) -> str:
    return " → ".join(dict.fromkeys((_words(impact.before), _words(impact.after))))


def _rows(impact: Impact) -> Iterator[tuple[str, Words]]:
    others = [cause for cause in impact.causes if not cause.changed]
    for cause in impact.causes:
        if cause not in others[MOST:]:
            yield cause.clause_id, plain(f"{_status(cause.before)} → {_status(cause.after)}; {_why(cause)}")
    if others[MOST:]:
        yield "", plain(f"and {len(others[MOST:])} more that did not change", Mark.DIM)
    for reason in impact.reasons:
        yield "review", plain(one_line(reason))
    if impact.effect_before != impact.effect_after:
        yield "consequence", plain(f"{_effect(impact.effect_before)} → {_effect(impact.effect_after)}")


def _status(status: FindingStatus | None) -> str:
    return WORD[status][0] if status is not None else "not broken"


def _why(cause: Cause) -> str:
    told = [_listed(cause.changes)] if cause.changes else []
    if cause.exception_changes:
        told.append(f"its exception {cause.exception_id} {_listed(cause.exception_changes)}")
    return ", ".join(told) or "did not change"


def _listed(sorts: Iterable[Sort]) -> str:
    return ", ".join(map(said, sorts))


def _effect(effect: Effect) -> str:
    length = f" for {effect.days} days" if effect.days else ""
    points = f" ({effect.points} points, {effect.total} in all)" if effect.total else ""
    return f"{_words(effect.measure)}{length}{points}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _failures(report: Report) -> Iterator[Block]:
    """Cases that failed for the same reason together."""
    by_reason: dict[str, list[str]] = {}
    for failure in report.failures:
        by_reason.setdefault(one_line(failure.why), []).append(one_line(failure.past))
    if by_reason:
        yield Title(2, plain(f"Not decided ({len(report.failures):,})"))
        yield Rows(
            tuple((count(len(names), "case"), plain(f"{_some(names)}: {why}")) for why, names in by_reason.items())
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST:,} more" if len(names) > MOST else ""
    return f"{', '.join(names[:MOST])}{more}"
