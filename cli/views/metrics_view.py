"""Shows metrics with their intervals on a terminal."""

from collections.abc import Iterator

from cli.views.console import bullets, out, print_line, print_table, table
from insights.metrics.health_index import HealthIndex
from insights.metrics.report import MetricReading, MetricsReport, Reading

COLUMNS = ("metric", "unit", "now", "95% interval", "before", "moved", "units")
BARS = "▁▂▃▄▅▆▇█"


def print_metrics(report: MetricsReport) -> None:
    print_line(f"Metrics of {report.window_days} days, as of {report.as_of}", style="bold")
    if report.health is not None:
        print_line(_health(report.health))
    print_table(table(COLUMNS, [*_rows(report)]))
    notes = [f"{one.metric}: {one.now.note}" for one in report.metrics if one.now.note]
    out.print(bullets(notes)) if notes else None


def print_metric(found: MetricReading) -> None:
    print_line(f"{found.title} ({found.metric}, version {found.version}, {found.owner})", style="bold")
    print_line(found.meaning)
    print_line(f"{found.first_day} to {found.last_day}: {shown(found.now)} {found.unit} {interval(found.now)}")
    print_line(f"as many days before: {shown(found.before)} {interval(found.before)}; {_moved(found)}")
    print_line(_curve(found))
    print_line(f"Population: {found.population}")
    out.print(bullets(found.caveats))
    if found.by is not None:
        rows = [(one.name, shown(one.reading), interval(one.reading), f"{one.reading.size:,}") for one in found.slices]
        print_table(table((found.by, "value", "95% interval", "units"), rows))


def shown(reading: Reading) -> str:
    return "not known" if reading.value is None else number(reading.value)


def interval(reading: Reading) -> str:
    if reading.low is None or reading.high is None:
        return reading.note
    return f"{number(reading.low)} to {number(reading.high)}"


def number(value: float) -> str:
    """Three digits, and all of a whole number."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _rows(report: MetricsReport) -> Iterator[tuple[str, ...]]:
    for one in report.metrics:
        yield (
            one.metric,
            one.unit,
            shown(one.now),
            interval(one.now) if not one.now.note else "",
            shown(one.before),
            _moved(one),
            f"{one.now.size:,}",
        )


def _moved(found: MetricReading) -> str:
    """Better and worse only where the metric has a direction."""
    if not found.moved or found.now.value is None or found.before.value is None:
        return "not clearly"
    up = found.now.value > found.before.value
    if found.direction == "neither":
        return "up" if up else "down"
    better = up == (found.direction == "higher")
    return f"{'up' if up else 'down'}, {'better' if better else 'worse'}"


def _health(index: HealthIndex) -> str:
    if index.value is None:
        return f"Ecosystem Health Index: not known, because these have no value: {', '.join(index.missing)}"
    weights = index.by_weights or (index.value, index.value)
    lacking = f"; without {', '.join(index.missing)}" if index.missing else ""
    return (
        f"Ecosystem Health Index: {index.value:.1f} of 100 ({index.interval}; "
        f"{weights[0]:.1f} to {weights[1]:.1f} with other weights){lacking}"
    )


def _curve(found: MetricReading) -> str:
    """A bar a day; a blank where nothing was counted."""
    values = [point.value for point in found.series]
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), (max(known) - min(known)) or 1.0
    bars = (" " if value is None else BARS[round((value - low) / span * (len(BARS) - 1))] for value in values)
    return f"{number(low)} {''.join(bars)} {number(max(known))}"
