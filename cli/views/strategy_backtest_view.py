"""A backtest of strategies, and their false positives."""

from collections.abc import Iterator

from cli.views.console import bullets, count, out, print_line, print_table, section, table
from insights.strategies.false_positives import ErrorReport
from insights.strategies.intervals import show
from insights.strategies.report import BacktestReport, StrategyBacktest

MAX_GROUPS, MAX_PATTERNS = 5, 20
WORK_COLUMNS = (
    *("strategy", "a day", "above cap", "minutes a day", "minutes a violation", "cost a day"),
    *("audited precision", "audited recall"),
)


def print_strategy_backtest(report: BacktestReport) -> None:
    days = f"{report.days}, {count(report.replayed_days, 'day')}"
    print_line(f"replayed {days}; labels from the {report.horizon_days} days after each, known on {report.known_day}")
    for labels in report.labels:
        words = f"{labels.positive} violations, {labels.negative} other labels, {labels.unlabelled:,} without a label"
        print_line(f"{labels.subject}: {words}; violations of labelled {show(labels.base_rate)}")
    columns = ("strategy", "hits", "labelled", "precision", "recall", "alone", "precision alone")
    print_table(table(columns, map(_main_row, report.strategies)))
    print_line("")
    print_table(table(WORK_COLUMNS, map(_work_row, report.strategies)))
    print_line("")
    _print_overlaps(report)
    _print_groups(report)
    out.print(section("Read this with", bullets(report.notes)))


def _main_row(one: StrategyBacktest) -> tuple[str, ...]:
    return (
        one.strategy,
        f"{one.hits:,} of {one.evaluated:,}",
        str(one.labelled_hits),
        show(one.precision),
        show(one.recall),
        f"{one.marginal_hits:,}",
        show(one.marginal_precision),
    )


def _work_row(one: StrategyBacktest) -> tuple[str, ...]:
    work = one.workload
    return (
        one.strategy,
        f"{work.a_day:.1f}",
        f"{work.above_cap:.1f}",
        f"{work.minutes:.0f} ({work.minutes_source})",
        "not known" if work.minutes_per_violation is None else f"{work.minutes_per_violation:.1f}",
        "not known" if work.cost is None else f"{work.cost:.4f}",
        show(one.audited_precision),
        show(one.audited_recall),
    )


def _print_overlaps(report: BacktestReport) -> None:
    """A matrix: of the hits of a row, the share that the column has too."""
    names = list(dict.fromkeys(one.first for one in report.overlaps))
    if len(names) < 2:
        return
    shares = {(one.first, one.second): one.share_of_first for one in report.overlaps}
    rows = [[first, *(_share(shares, first, second) for second in names)] for first in names]
    print_table(table(("overlap: of its hits", *names), rows))
    print_line("")


def _share(shares: dict[tuple[str, str], float | None], first: str, second: str) -> str:
    share = shares.get((first, second))
    return "" if share is None else f"{share:.0%}"


def _print_groups(report: BacktestReport) -> None:
    columns = ("strategy", "group", "labelled hits", "false", "share false", "rate among other labels", "examples")
    print_table(table(columns, _group_rows(report)))


def _group_rows(report: BacktestReport) -> Iterator[tuple[str, ...]]:
    for one in report.strategies:
        for group in one.groups[:MAX_GROUPS]:
            yield (
                one.strategy,
                f"{group.dimension}: {group.group}",
                str(group.labelled_hits),
                str(group.false_positives),
                show(group.share),
                show(group.rate),
                ", ".join(group.examples),
            )


def print_errors(report: ErrorReport) -> None:
    rows = (
        (
            one.source,
            " and ".join(one.group),
            f"{one.false_positives} of {one.labelled}",
            show(one.share),
            show(one.elsewhere),
            f"{one.excess:+.1f}",
            "shown" if one.shown else "may be chance",
            one.fix,
            ", ".join(one.examples),
        )
        for one in report.patterns[:MAX_PATTERNS]
    )
    columns = ("source", "group", "false", "share", "elsewhere", "excess", "", "fix", "examples")
    print_table(table(columns, rows))
    if not report.patterns:
        print_line("no group has more false positives than the rest")
    print_line(f"{report.compared:,} groups were compared")
    out.print(section("Read this with", bullets(report.notes)))
