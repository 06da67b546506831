"""How the ecosystem does, for leads and policy owners: metrics, alerts, causes, and exports."""

import csv
import io
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.desk.insight_route import InsightRoute
from api.desk.pages.values import page_values
from api.desk.route import SignedIn
from api.desk.templating import page
from api.desk.views.insights import metric_rows, part_rows
from api.security import ServicesDependency
from domain.case import ShortText
from insights.charts.rendering import can_render, to_png, to_svg
from insights.charts.specs import Spec, slices, steps, trend
from insights.metrics.report import MetricReading
from insights.reader import InsightReader, open_insights
from insights.weekly import direction, interval, shown, weekly_report

router = APIRouter(route_class=InsightRoute, prefix="/insights")
CHANGE_DAYS = 90
Days = Annotated[int, Query(ge=1, le=60)]
Suffix = Literal["svg", "png"]
By = Annotated[str | None, Query(max_length=60)]
Renderer = Callable[[Spec], "str | bytes"]
FORMATS: dict[Suffix, tuple[Renderer, str]] = {"svg": (to_svg, "image/svg+xml"), "png": (to_png, "image/png")}


@router.get("")
def overview(services: ServicesDependency, person: SignedIn) -> Response:
    with open_insights(services.settings) as insights:
        report, live, alerts = insights.metrics(live=False), insights.metrics(live=True), insights.alerts()
    values = {
        "report": report,
        "rows": metric_rows(report.metrics),
        "live_rows": metric_rows(live.metrics),
        "parts": part_rows(report.health, report.metrics) if report.health else (),
        "alerts": alerts,
    }
    return page("insights", {**page_values(person, "insights"), **values})


@router.get("/report.md")
def weekly(services: ServicesDependency, person: SignedIn) -> Response:
    """The weekly report as a file."""
    with open_insights(services.settings) as insights:
        report, alerts = insights.metrics(), insights.alerts()
    name = f"ecosystem-{report.as_of}.md"
    return _file(weekly_report(report, alerts), "text/markdown; charset=utf-8", name)


@router.get("/metrics/{metric_id}")
def metric_page(metric_id: ShortText, services: ServicesDependency, person: SignedIn, by: By = None) -> Response:
    with open_insights(services.settings) as insights:
        found = _reading(insights, metric_id, by)
        changes = insights.own_changes(CHANGE_DAYS)
        dimensions = insights.registry.metric(metric_id).dimensions
    rows = [
        (one.name, shown(one.reading.value, found.unit), interval(one.reading, found.unit), one.reading.size)
        for one in found.slices
    ]
    values = {
        "found": found,
        "now": shown(found.now.value, found.unit),
        "interval": interval(found.now, found.unit),
        "before": shown(found.before.value, found.unit),
        "before_interval": interval(found.before, found.unit),
        "change": direction(found),
        "dimensions": dimensions,
        "slices": rows,
        "changes": [one for one in changes if one.day >= found.series[0].day],
        "charts": can_render(),
    }
    return page("insight_metric", {**page_values(person, "insights"), **values})


@router.get("/metrics/{metric_id}/data.csv")
def metric_data(metric_id: ShortText, services: ServicesDependency, person: SignedIn, by: By = None) -> Response:
    """The days of the chart, or with `by` its slices."""
    with open_insights(services.settings) as insights:
        found = _reading(insights, metric_id, by)
    text = io.StringIO()
    writer = csv.writer(text)
    if by is None:
        writer.writerow(["day", "value", "low", "high"])
        writer.writerows([point.day, point.value, point.low, point.high] for point in found.series)
    else:
        writer.writerow([by, "value", "low", "high", "units", "note"])
        writer.writerows(
            [_cell(one.name), one.reading.value, one.reading.low, one.reading.high, one.reading.size, one.reading.note]
            for one in found.slices
        )
    return _file(text.getvalue(), "text/csv; charset=utf-8", f"{found.metric}{f'-{by}' if by else ''}.csv")


@router.get("/metrics/{metric_id}/chart.{suffix}")
def metric_chart(
    metric_id: ShortText, suffix: Suffix, services: ServicesDependency, person: SignedIn, by: By = None
) -> Response:
    """Raises ChartsMissing."""
    with open_insights(services.settings) as insights:
        found = _reading(insights, metric_id, by)
        changes = insights.own_changes(CHANGE_DAYS)
    return _chart(slices(found) if by else trend(found, changes), suffix)


@router.get("/causes/{metric_id}")
def cause_page(metric_id: ShortText, services: ServicesDependency, person: SignedIn, days: Days = 7) -> Response:
    with open_insights(services.settings) as insights:
        found = insights.root_cause(metric_id, days)
    values = {"found": found, "days": days, "charts": can_render(), "number": lambda value: shown(value, found.unit)}
    return page("insight_cause", {**page_values(person, "insights"), **values})


@router.get("/causes/{metric_id}/chart.{suffix}")
def cause_chart(
    metric_id: ShortText, suffix: Suffix, services: ServicesDependency, person: SignedIn, days: Days = 7
) -> Response:
    """The waterfall. Raises ChartsMissing."""
    with open_insights(services.settings) as insights:
        found = insights.root_cause(metric_id, days)
    return _chart(steps(f"{found.title}: from before to after", found.unit, found.waterfall), suffix)


def _reading(insights: InsightReader, metric_id: str, by: str | None) -> MetricReading:
    """Raises MetricUnknown."""
    return insights.metric(metric_id, by=by or None)


def _chart(spec: Spec, suffix: Suffix) -> Response:
    render, media_type = FORMATS[suffix]
    return Response(render(spec), media_type=media_type)


def _file(text: str, media_type: str, name: str) -> Response:
    return Response(text, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _cell(text: str) -> str:
    """A spreadsheet takes text that begins with these signs for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
