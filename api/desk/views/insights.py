"""Metrics as rows and cards of a page: words, a small curve, and where each leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insights.metrics.health_index import HealthIndex
from insights.metrics.report import MetricReading, Point
from insights.weekly import direction, interval, shown

CURVE_WIDTH, CURVE_HEIGHT = 120.0, 28.0


@dataclass(frozen=True)
class MetricRow:
    """`curve`: parts of the line as points of an SVG polyline; a day without a value ends a part. `change` is `better`,
    `worse`, `up`, `down` or empty."""

    metric: str
    title: str
    unit: str
    now: str
    interval: str
    before: str
    change: str
    curve: tuple[str, ...]
    words: str
    note: str


@dataclass(frozen=True)
class PartRow:
    title: str
    weight: str
    value: str
    score: float
    without: str


def metric_rows(readings: Iterable[MetricReading]) -> tuple[MetricRow, ...]:
    """Those that moved first, worse ones before better ones."""
    order = {"worse": 0, "up": 1, "down": 1, "better": 2, "": 3}
    rows = [_row(one) for one in readings]
    return tuple(sorted(rows, key=lambda row: (order[row.change], row.title)))


def part_rows(index: HealthIndex, readings: Sequence[MetricReading]) -> tuple[PartRow, ...]:
    by_id = {one.metric: one for one in readings}
    return tuple(
        PartRow(
            title=by_id[part.metric].title,
            weight=f"{part.weight:.0%}",
            value=shown(part.value, by_id[part.metric].unit),
            score=100 * part.score,
            without="—" if part.without is None else f"{part.without:.0f}",
        )
        for part in index.parts
    )


def curve(points: Sequence[Point]) -> tuple[str, ...]:
    known = [point.value for point in points if point.value is not None]
    if len(known) < 2:
        return ()
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = CURVE_WIDTH / (len(points) - 1)
    parts: list[list[str]] = [[]]
    for place, point in enumerate(points):
        if point.value is None:
            parts.append([])
            continue
        height = CURVE_HEIGHT - 2 - (point.value - low) / span * (CURVE_HEIGHT - 4)
        parts[-1].append(f"{place * step:.1f},{height:.1f}")
    return tuple(" ".join(part) for part in parts if len(part) > 1)


def _row(found: MetricReading) -> MetricRow:
    unit, change = found.unit, direction(found)
    now, before = shown(found.now.value, unit), shown(found.before.value, unit)
    return MetricRow(
        metric=found.metric,
        title=found.title,
        unit="" if unit == "share" else unit,
        now=now,
        interval=interval(found.now, unit) if not found.now.note else "",
        before=before,
        change=change,
        curve=curve(found.series),
        words=f"{found.title}: {now}, before {before}",
        note=found.now.note,
    )
