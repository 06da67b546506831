"""Charts as Vega-Lite specifications: data and encoding, nothing that is drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from insights.causes.own_changes import OwnChange
from insights.causes.waterfall import Step
from insights.metrics.report import MetricReading

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH, HEIGHT = 640, 240
BLUE, GREY, RED, GREEN = "#2b6cb0", "#6b7280", "#c2410c", "#15803d"
COLOURS = {"policy": RED, "outage": "#7c3aed", "strategy": GREEN, "experiment": "#0e7490", "campaign": "#a16207"}
CONFIG: Spec = {
    "background": "white",
    "font": "sans-serif",
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "grid": True, "gridColor": "#e5e7eb", "domainColor": "#9ca3af"},
    "view": {"stroke": None},
}


def trend(reading: MetricReading, changes: Sequence[OwnChange]) -> Spec:
    """The metric a day with its interval, and a line for each own change."""
    points = [
        {"day": point.day.isoformat(), "value": point.value, "low": point.low, "high": point.high}
        for point in reading.series
    ]
    x = {"field": "day", "type": "temporal", "title": None, "axis": {"format": "%d %b", "labelOverlap": True}}
    y = {"field": "value", "type": "quantitative", "title": reading.unit, "scale": {"zero": False}}
    band = {
        "mark": {"type": "area", "color": BLUE, "opacity": 0.18, "clip": True},
        "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
    }
    line = {"mark": {"type": "line", "color": BLUE, "point": {"size": 18, "color": BLUE}}, "encoding": {"x": x, "y": y}}
    return _chart(reading.title, {"data": {"values": points}, "layer": [band, line]}, _rules(reading, changes))


def slices(reading: MetricReading) -> Spec:
    """The slices with their intervals, the largest population first."""
    rows = [
        {"name": one.name, "value": one.reading.value, "low": one.reading.low, "high": one.reading.high}
        for one in reading.slices
        if one.reading.value is not None
    ]
    y = {"field": "name", "type": "nominal", "title": None, "sort": None}
    x = {"field": "value", "type": "quantitative", "title": reading.unit, "scale": {"zero": False}}
    interval = {
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 2},
        "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
    }
    dot = {"mark": {"type": "point", "filled": True, "size": 60, "color": BLUE}, "encoding": {"y": y, "x": x}}
    body = {"data": {"values": rows}, "layer": [interval, dot], "height": max(60, 24 * len(rows))}
    return _chart(f"{reading.title} by {(reading.by or '').removesuffix('_id')}", body)


def steps(title: str, unit: str, found: Sequence[Step]) -> Spec:
    """A waterfall: levels stand on the ground, and each change on the bar before."""
    rows: list[dict[str, Any]] = []
    top = 0.0
    for place, step in enumerate(found):
        start = 0.0 if step.kind == "level" else top
        top = step.value if step.kind == "level" else top + step.value
        colour = GREY if step.kind == "level" else RED if step.value > 0 else GREEN
        rows.append({"place": place, "label": step.label, "start": start, "end": top, "colour": colour})
    encoding = {
        "y": {
            "field": "label",
            "type": "nominal",
            "sort": {"field": "place"},
            "title": None,
            "axis": {"labelLimit": 260},
        },
        "x": {"field": "start", "type": "quantitative", "title": unit, "scale": {"zero": True}},
        "x2": {"field": "end"},
        "color": {"field": "colour", "type": "nominal", "scale": None},
    }
    body = {"data": {"values": rows}, "mark": {"type": "bar"}, "encoding": encoding, "height": max(60, 30 * len(rows))}
    return _chart(title, body)


def intervals(title: str, unit: str, rows: Sequence[Mapping[str, Any]], zero: bool = False) -> Spec:
    """Named estimates: each row has `name`, `value`, `low`, `high`. `zero`: a line at 0, for effects."""
    y = {"field": "name", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 260}}
    x = {"field": "value", "type": "quantitative", "title": unit}
    rule = {
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 2},
        "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
    }
    dot = {"mark": {"type": "point", "filled": True, "size": 60, "color": BLUE}, "encoding": {"y": y, "x": x}}
    layers: list[Spec] = [rule, dot]
    if zero:
        layers.append({"mark": {"type": "rule", "color": RED, "strokeDash": [4, 3]}, "encoding": {"x": {"datum": 0}}})
    body = {"data": {"values": [dict(row) for row in rows]}, "layer": layers, "height": max(60, 24 * len(rows))}
    return _chart(title, body)


def _rules(reading: MetricReading, changes: Sequence[OwnChange]) -> list[Spec]:
    first, last = reading.series[0].day, reading.series[-1].day
    inside = [change for change in changes if first <= change.day <= last]
    if not inside:
        return []
    rows = [{"day": one.day.isoformat(), "title": one.title, "colour": COLOURS.get(one.kind, GREY)} for one in inside]
    x = {"field": "day", "type": "temporal"}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    rule = {"mark": {"type": "rule", "strokeDash": [5, 3]}, "encoding": {"x": x, "color": colour}}
    text = {
        "mark": {
            "type": "text",
            "angle": 270,
            "align": "right",
            "baseline": "bottom",
            "dx": -4,
            "dy": -3,
            "fontSize": 11,
        },
        "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "title"}, "color": colour},
    }
    return [{"data": {"values": rows}, "layer": [rule, text]}]


def _chart(title: str, body: Spec, more: Sequence[Spec] = ()) -> Spec:
    size = {"width": WIDTH, "height": HEIGHT, "padding": {"left": 24, "right": 12, "top": 6, "bottom": 6}}
    chart = {"layer": [body, *more]} if more else body
    return {"$schema": SCHEMA, "title": {"text": title, "anchor": "start"}, "config": CONFIG, **size, **chart}
