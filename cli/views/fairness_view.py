"""Shows the fairness of enforcement on a terminal: rates by group, gaps, what cannot be said, and the gate."""

from collections.abc import Iterator

from cli.views.console import bullets, out, print_line, print_table, table
from insights.estimate import Estimate
from insights.fairness.gate import Change, GateReport
from insights.fairness.grouping import ORDER
from insights.fairness.report import FairnessReport, Gap, GroupedMeasure

RATE_COLUMNS = ("group", "rate", "95% interval", "cases", "against", "gap", "95% interval", "adjusted p")


def print_fairness(report: FairnessReport) -> None:
    print_line(f"Fairness of enforcement: {report.source}", style="bold")
    for measured in report.measures:
        print_line(f"\n{measured.title}, by {measured.dimension} (from: {measured.basis})", style="bold")
        if not measured.groups:
            print_line("no case")
            continue
        if rows := [*_rate_rows(measured)]:
            print_table(table(RATE_COLUMNS, rows))
        for line in _notes(measured, report.min_group):
            print_line(line)
    print_line("\n* the gap holds after the correction for so many groups (Holm)")
    print_line("\nWhat these data cannot say", style="bold")
    out.print(bullets(report.cannot_say or ("whether groups differ in what was not measured here",)))


def print_gate(gate: GateReport) -> None:
    for change in sorted(gate.changes, key=lambda one: -(one.change.value or 0.0)):
        if change.widened or (change.change.low or 0.0) > 0:
            print_line(_change_line(change), style="bold red" if change.widened else None)
    for name in gate.missing:
        print_line(f"not compared, because the later report has no number: {name}")
    verdict = "passed: no gap" if gate.passed else "failed: a gap"
    print_line(f"{verdict} widened by more than {gate.margin:.3f} ({len(gate.changes)} gaps compared)", style="bold")


def _rate_rows(measured: GroupedMeasure) -> Iterator[tuple[str, ...]]:
    gaps = {gap.group: gap for gap in measured.gaps}
    for rate in sorted(measured.groups, key=lambda one: ORDER.get(one.group, 0)):
        if rate.estimate.value is not None:
            gap = gaps.get(rate.group)
            cells = _gap_cells(gap) if gap else ("", "", "", "")
            yield rate.group, number(rate.estimate), bounds(rate.estimate), f"{rate.cases:,}", *cells


def _gap_cells(gap: Gap) -> tuple[str, ...]:
    p_value = f"{gap.adjusted_p_value:.3f}" if gap.adjusted_p_value >= 0.001 else "<0.001"
    return gap.other, number(gap.estimate, "+.3f"), bounds(gap.estimate), f"{p_value}{' *' if gap.holds else ''}"


def _notes(measured: GroupedMeasure, min_group: int) -> Iterator[str]:
    small = [f"{rate.group} ({rate.cases:,})" for rate in measured.groups if rate.estimate.value is None]
    if small:
        yield f"no number, because there are fewer than {min_group} cases: {', '.join(small)}"
    if measured.widest and len(measured.groups) > 2:
        widest = measured.widest
        yield (
            f"widest: {widest.group} against {widest.other} {number(widest.estimate, '+.3f')} "
            f"({bounds(widest.estimate)} for all pairs at once)"
        )
    if measured.unknown_group:
        yield f"{measured.unknown_group:,} cases are left out: their {measured.dimension} is unknown"


def _change_line(change: Change) -> str:
    certainty = "" if change.widened else " - no failure: within the margin, or by chance among so many gaps"
    paired = f", {change.same_units:.0%} of the units in both" if change.same_units else ""
    return (
        f"{change.measure} by {change.dimension}, {change.group} against {change.other}: "
        f"{change.before:+.3f} to {change.after:+.3f}, wider by {number(change.change)} "
        f"({bounds(change.change)}{paired}){certainty}"
    )


def number(estimate: Estimate, form: str = ".3f") -> str:
    return "-" if estimate.value is None else f"{estimate.value:{form}}"


def bounds(estimate: Estimate, form: str = ".3f") -> str:
    return "" if estimate.low is None or estimate.high is None else f"{estimate.low:{form}} to {estimate.high:{form}}"
