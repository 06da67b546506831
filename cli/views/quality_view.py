"""Tables of the quality of decisions: agreement, the golden set, its coverage, and what to label next."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.views.console import Text, count, err, out, print_line, print_table, section, spaced, table

if TYPE_CHECKING:
    from agent.quality.bootstrap import Estimate
    from agent.quality.coverage import Coverage
    from agent.quality.golden_measures import Measured
    from agent.quality.next_cases import NextCase
    from agent.quality.reviewer_agreement import Agreement, ReviewerAgreement
    from domain.quality import GoldenCase

MAX_ROWS = 15  # of coverage: what is missing most


def print_quality(
    agreement: "ReviewerAgreement",
    measures: "Sequence[Measured]",
    coverage: "Coverage",
    cases: "Sequence[NextCase]",
) -> None:
    answered = f"{count(agreement.cases, 'case')} with two answers, {count(agreement.reviewers, 'reviewer')}"
    rows = map(_agreement_row, (agreement.outcome, *agreement.clauses))
    out.print(section(f"Agreement between reviewers ({answered})", table(("", "Cases", "Differ", "Alpha"), rows)))
    columns = ("", "Cases", "Undecided", "Correct", "Kappa", "Minutes", "Cost")
    none = Text("no case has an answer yet: add some with clausewise quality add or import")
    found = table(columns, map(_measured_row, measures), no_wrap=range(len(columns)))
    out.print(section("On the golden set", found if measures else none))
    for one in measures:
        for reason in one.missing:
            print_line(f" {one.name}: {reason}", style="dim")
    title = f"Coverage ({count(coverage.golden_cases, 'golden case')}, {coverage.traffic_cases:,} decided)"
    out.print(section(title, table(("Missing first", "Traffic", "Golden"), _coverage_rows(coverage))))
    proposed = table(
        ("Decision", "Why", "Clauses"),
        ([one.decision_id, "; ".join(one.reasons), ", ".join(one.clauses)] for one in cases),
    )
    out.print(section("Label next", proposed if cases else Text("nothing: nobody disagrees about a decision")))


def print_golden(cases: "Sequence[GoldenCase]") -> None:
    if not cases:
        print_line("The golden set is empty: add a reviewed decision with clausewise quality add", err)
        return
    rows = (
        (one.decision_id, " ".join([spaced(one.outcome), *one.violated]), one.source, one.added_by, one.reason)
        for one in cases
    )
    print_table(table(("Decision", "Right answer", "From", "Added by", "Reason"), rows))


def _agreement_row(one: "Agreement") -> tuple[str, ...]:
    name = one.clause_id or "violation or not"
    return name, str(one.cases), str(one.differing), _interval(one.alpha) if one.alpha else one.reason or "-"


def _measured_row(one: "Measured") -> tuple[str, ...]:
    minutes, cost = (f"{value:.3g}" if value is not None else "-" for value in (one.minutes, one.cost))
    kappa = _interval(one.kappa) if one.kappa else "-"
    return f"{one.kind} {one.name}", str(one.cases), str(one.undecided), _interval(one.correct), kappa, minutes, cost


def _coverage_rows(coverage: "Coverage") -> Iterator[tuple[str, ...]]:
    for row in coverage.rows[:MAX_ROWS]:
        shares = (
            f"{number} ({share:.1%})" if share is not None else str(number)
            for number, share in ((row.traffic, row.traffic_share), (row.golden, row.golden_share))
        )
        yield (f"{row.kind} {spaced(row.value)}", *shares)


def _interval(estimate: "Estimate") -> str:
    if estimate.value is None:
        return "-"
    return f"{estimate.value:.2f} [{estimate.low:.2f}, {estimate.high:.2f}]"
