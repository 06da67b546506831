"""The weekly report in Markdown: metrics, what moved, alerts with their explanations."""

from collections.abc import Iterator

from insights.alerts.alert import AlertReport
from insights.metrics.report import MetricReading, MetricsReport, Reading


def weekly_report(metrics: MetricsReport, alerts: AlertReport) -> str:
    """Plain Markdown of a few pages, with a table of all metrics."""
    return "\n".join([*_opening(metrics), *_alerts(alerts), *_moved(metrics), *_table(metrics)]) + "\n"


def shown(value: float | None, unit: str) -> str:
    """A share as a percentage, other values with three digits."""
    if value is None:
        return "not known"
    if unit == "share":
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def interval(reading: Reading, unit: str) -> str:
    if reading.low is None or reading.high is None:
        return reading.note
    return f"{shown(reading.low, unit)} to {shown(reading.high, unit)}"


def direction(found: MetricReading) -> str:
    """Better or worse only where the metric has a direction, and nothing where chance would do."""
    if not found.moved or found.now.value is None or found.before.value is None:
        return ""
    up = found.now.value > found.before.value
    if found.direction == "neither":
        return "up" if up else "down"
    return "better" if up == (found.direction == "higher") else "worse"


def _opening(metrics: MetricsReport) -> Iterator[str]:
    yield f"# The ecosystem on {metrics.as_of}"
    yield ""
    index = metrics.health
    if index is not None and index.value is not None:
        yield (
            f"Ecosystem Health Index: **{index.value:.0f}** of 100 ({index.interval}). "
            f"A window of {metrics.window_days} days, beside as many days before."
        )
        yield ""


def _alerts(report: AlertReport) -> Iterator[str]:
    yield f"## Alerts from {report.first_day} to {report.day}"
    yield ""
    if not report.alerts:
        yield f"None, with a budget of {report.budget.alerts_a_week:g} false alerts a week."
        yield ""
    for alert in report.alerts:
        yield f"- **{alert.opened}: {alert.title}** {' '.join(alert.words)}"
    if report.alerts:
        yield ""


def _moved(metrics: MetricsReport) -> Iterator[str]:
    moved = [found for found in metrics.metrics if direction(found)]
    yield "## What moved"
    yield ""
    for found in moved:
        change = f"{shown(found.before.value, found.unit)} to {shown(found.now.value, found.unit)}"
        yield f"- {found.title}: {change} {'' if found.unit == 'share' else found.unit} ({direction(found)})"
    if not moved:
        yield "Nothing moved by more than chance."
    yield ""


def _table(metrics: MetricsReport) -> Iterator[str]:
    yield "## All metrics"
    yield ""
    yield "| metric | unit | now | 95% interval | before | until |"
    yield "|---|---|---|---|---|---|"
    for found in metrics.metrics:
        unit = found.unit
        bounds = interval(found.now, unit).replace("|", "\\|")
        values = (shown(found.now.value, unit), bounds, shown(found.before.value, unit))
        yield f"| {found.title} | {unit} | {' | '.join(values)} | {found.last_day} |"
