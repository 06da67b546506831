"""The page of a rehearsal: the counts on top, then each case that flips and the clause that flipped it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from agent.impact import Cause, Effect, Impact
from agent.tally import BeforeAfter, Report
from cli.diff_view import said
from cli.layout import count
from cli.page import Block, Grid, Line, Mark, Rows, Title, Words, plain
from cli.proof import WORD
from domain.finding import FindingStatus
from domain.verdict import Outcome
from policies.changes.change import Sort
from prompts.untrusted import one_line

UNCHANGED = "its words did not change"
LEARNED = (
    "Where no word of a clause changed and it comes out otherwise all the same, the examples of other clauses did it: "
    "the embedded judge learns from all of them."
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
    flips = sorted((impact for impact in report.impacts if impact.flips), key=_turn)
    for (before, after), impacts in groupby(flips, key=_turn):
        blocks += _section(f"{_words(before)} → {_words(after)}", tuple(impacts))
    others = tuple(impact for impact in report.impacts if not impact.flips)
    blocks += _section("The same outcome, by other clauses or with another consequence", others)
    return [*blocks, *_failures(report)]


def _summary(report: Report) -> str:
    others = len(report.impacts) - report.flips
    told = [
        f"{count(report.flips, 'verdict flips', 'verdicts flip')} of {report.decided:,}",
        f"{others:,} keep the outcome and change clauses or consequence",
    ]
    if report.failures:
        told.append(f"{count(len(report.failures), 'case')} could not be decided")
    return "; ".join(told)


def _notes(report: Report) -> Iterator[Block]:
    if report.spared:
        yield Line(plain(f"Nothing that bears on {count(report.spared, 'case')} differs.", Mark.DIM))
    if report.otherwise:
        told = f"{count(len(report.otherwise), 'past decision')} would come out otherwise than on record under the "
        yield Line(plain(f"{told}first law already: another corpus, judge or Clausewise made them.", Mark.DIM))
    if any(not turn.changed for turn in report.clauses):
        yield Line(plain(LEARNED, Mark.DIM))


def _totals(title: str, totals: Mapping[str, BeforeAfter]) -> Iterator[Block]:
    if totals:
        rows = tuple((_words(name), f"{t.before:,}", f"{t.after:,}", _signed(t)) for name, t in totals.items())
        yield Title(2, plain(title))
        yield Grid(("", "Before", "After", ""), rows)


def _signed(total: BeforeAfter) -> str:
    return f"{total.after - total.before:+,}" if total.after != total.before else ""


def _counts(report: Report) -> Iterator[Block]:
    if report.flips:
        turns = ((t.clause_id, f"{t.flips:,}", "yes" if t.changed else "no") for t in report.clauses)
        yield Title(2, plain("Flips by clause"))
        yield Grid(("Clause", "Flips", "Changed"), tuple(turns))
        tiers = ((one_line(name), f"{of.flips:,}", f"{of.cases:,}") for name, of in report.tiers.items())
        yield Title(2, plain("Flips by creator tier"))
        yield Grid(("Tier", "Flips", "Cases"), tuple(tiers))


def _turn(impact: Impact) -> tuple[Outcome, Outcome]:
    return impact.before, impact.after


def _section(title: str, impacts: tuple[Impact, ...]) -> Iterator[Block]:
    if impacts:
        yield Title(2, plain(f"{title} ({len(impacts):,})"))
    for impact in impacts:
        named = (
            one_line(impact.case_id) if impact.case_id in impact.past else f"{one_line(impact.case_id)} · {impact.past}"
        )
        yield Title(3, plain(named))
        yield Rows(tuple(_rows(impact)))


def _rows(impact: Impact) -> Iterator[tuple[str, Words]]:
    for cause in impact.causes:
        yield cause.clause_id, plain(f"{_status(cause.before)} → {_status(cause.after)}; {_why(cause)}")
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
    return ", ".join(told) or UNCHANGED


def _listed(sorts: Iterable[Sort]) -> str:
    return ", ".join(map(said, sorts))


def _effect(effect: Effect) -> str:
    length = f" for {effect.days} days" if effect.days else ""
    points = f" ({effect.points} points, {effect.total} in all)" if effect.total else ""
    return f"{_words(effect.measure)}{length}{points}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _failures(report: Report) -> Iterator[Block]:
    if report.failures:
        yield Title(2, plain(f"Not decided ({len(report.failures):,})"))
        yield Rows(tuple((one_line(failure.past), plain(one_line(failure.why))) for failure in report.failures))
