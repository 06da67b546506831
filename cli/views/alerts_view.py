"""Alerts of the last days, for a terminal."""

from cli.views.console import count, print_line, print_table, table
from insights.alerts.alert import Alert, AlertReport, AlertSlice
from insights.causes.words import number

SHOWN_SLICES = 8


def print_alerts(report: AlertReport) -> None:
    """The budget, each alert with its slices and what was tried, then what could not be looked at."""
    budget = report.budget
    print_line(f"Alerts from {report.first_day} to {report.day}: {len(report.alerts)}", style="bold")
    print_line(
        f"{count(report.scored, 'series', 'series')} scored; threshold {budget.threshold:g} standard deviations for "
        f"{budget.alerts_a_week:g} alerts a week{_past(report)}"
    )
    for alert in report.alerts:
        _print_alert(alert)
    if report.notes:
        print_line("\nNotes")
    for note in report.notes:
        print_line(f"  {note}")


def _past(report: AlertReport) -> str:
    past = report.budget.past
    if past.value is None or past.low is None or past.high is None:
        return ""
    return f"; the past had {past.value:.1f} a week (95% interval {past.low:.1f} to {past.high:.1f})"


def _print_alert(alert: Alert) -> None:
    print_line(f"\n{alert.opened} {alert.title}", style="bold")
    for line in alert.words:
        print_line(f"  {line}")
    rows = (_row(one) for one in alert.slices[:SHOWN_SLICES])
    print_table(table(("metric", "slice", "until", "days", "observed", "expected", "score"), rows))
    for one in alert.explanations:
        print_line(f"  tried, {one.fit}: {one.title}; {one.reason}")
    print_line(f"  Ask why: clausewise insights root-cause {alert.metric} --day {alert.last_day}")


def _row(one: AlertSlice) -> tuple[str, ...]:
    observed = "missing" if one.kind == "missing_data" else number(one.observed, one.unit)
    bounds = "" if one.low is None else f" ({number(one.low, one.unit)} to {number(one.high, one.unit)})"
    expected = f"{number(one.expected, one.unit)}{bounds}"
    return one.metric, one.title, str(one.last_day), str(one.days), observed, expected, f"{one.score:+.1f}"
