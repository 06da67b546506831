"""Shows what a change or a threshold did, and how the effect was tried."""

from collections.abc import Sequence

from cli.views.console import bullets, out, print_line, print_table, table
from cli.views.experiments_view import number, p_text
from domain.days import date_of
from insights.experiments.difference_report import DifferenceReport
from insights.experiments.discontinuity.estimate import DiscontinuityReport

FIRST_DATE = 7_000
"""Periods from here on (in 1989) are shown as days; smaller ones are numbers."""


def print_effect(report: DifferenceReport | DiscontinuityReport) -> None:
    if isinstance(report, DifferenceReport):
        _print_differences(report)
    else:
        _print_discontinuity(report)
    for problem in report.problems:
        print_line(f"problem: {problem}", style="bold red")
    if report.notes:
        out.print(bullets(report.notes))


def _print_differences(report: DifferenceReport) -> None:
    print_line(f"{report.metric}: difference in differences from {_period(report.first_after)} on", style="bold")
    print_line(
        f"{report.treated_clusters:,} clusters with the change and {report.control_clusters:,} without, "
        f"{report.periods_before} periods before and {report.periods_after} after"
    )
    permuted = "" if report.permutation_p_value is None else f", by permutation {p_text(report.permutation_p_value)}"
    print_line(_effect_line(report.difference, report.low, report.high, f"{p_text(report.p_value)}{permuted}"))
    if report.trend is not None:
        trend = report.trend
        print_line(
            f"trend before, a period: {trend.slope:+.4g} ({trend.low:+.4g} to {trend.high:+.4g}), p = "
            f"{p_text(trend.p_value)}; by itself it would bring {trend.drift:+.4g}"
        )
    rows = [
        (_period(one.period), f"{one.difference:+.4g}", f"{one.low:+.4g} to {one.high:+.4g}", p_text(one.p_value))
        for one in report.placebos
    ]
    _print_rows("Changes that never were", ("from", "difference", "interval", "p"), rows)
    markets = [(one.market, f"{one.difference:+.4g}") for one in report.market_placebos]
    _print_rows("Markets without the change", ("market", "difference"), markets)


def _print_discontinuity(report: DiscontinuityReport) -> None:
    print_line(f"{report.metric}: jump at {report.cutoff:g}", style="bold")
    bandwidth = "" if report.bandwidth is None else f", bandwidth {report.bandwidth:.4g}"
    print_line(f"{report.left:,} rows below and {report.right:,} from it on{bandwidth}")
    print_line(_effect_line(report.difference, report.low, report.high, p_text(report.p_value)))
    if report.difference is not None:
        print_line(report.method)
    if report.density_p_value is not None:
        p_value = p_text(report.density_p_value)
        print_line(f"density at the threshold: log ratio {report.density_log_ratio:+.3f}, p = {p_value}")
    other = [
        (number(one.bandwidth), f"{one.difference:+.4g}", f"{one.low:+.4g} to {one.high:+.4g}")
        for one in report.bandwidths
    ]
    _print_rows("Other bandwidths", ("bandwidth", "difference", "interval"), other)
    placebos = [(number(one.cutoff), f"{one.difference:+.4g}", p_text(one.p_value)) for one in report.placebos]
    _print_rows("Thresholds that are none", ("score", "difference", "p"), placebos)


def _effect_line(difference: float | None, low: float | None, high: float | None, p_value: str) -> str:
    if difference is None or low is None or high is None:
        return "effect: not shown"
    tested = f", p = {p_value}" if p_value else ""
    return f"effect: {difference:+.4g} ({low:+.4g} to {high:+.4g}){tested}"


def _print_rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        print_line(f"\n{title}", style="bold")
        print_table(table(columns, rows))


def _period(period: int) -> str:
    return str(date_of(period)) if period >= FIRST_DATE else str(period)
