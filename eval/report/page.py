"""Renders a report as one HTML page with its charts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.dataset.labelled_case import LabelledCase
from eval.metrics.comparison import Comparison
from eval.report.figures import Bin, CoveragePoint, Report
from eval.report.naming_figures import NamingPoint
from eval.report.worst_cases import with_content, worst_cases
from eval.runs.manifest import RunManifest
from eval.runs.result import Result

if TYPE_CHECKING:
    from jinja2 import Template
    from leather import Chart

TEMPLATE = "page.html.j2"
MAX_CHANGES = 200
CHART_WIDTH, CHART_HEIGHT = 480, 340
ACCENT_COLOUR, SOFT_COLOUR = "#0b5cad", "#9aa5b1"
METRICS = (
    ("Accuracy", "outcome.accuracy"),
    ("Macro-F1", "outcome.macro_f1"),
    ("Cohen's kappa", "outcome.kappa"),
    ("Decided without human review", "outcome.decided"),
    ("Accuracy where label and prediction decide", "outcome.accuracy_decided"),
    ("Exact set of violated clauses", "violated_set.exact"),
    ("Overlap of sets (Jaccard)", "violated_set.jaccard"),
    ("Missed violations (false negatives)", "error_rates.missed_violation_rate"),
    ("False positives", "error_rates.false_positive_rate"),
    ("Verbatim quotes", "citation.verbatim"),
    ("Citation precision", "citation.precision"),
    ("Citation recall", "citation.recall"),
    ("A relevant clause among the first five", "retrieval.hit_at_5"),
    ("Mean reciprocal rank", "retrieval.mrr"),
    ("Expected calibration error", "calibration.ece"),
    ("Brier score", "calibration.brier"),
)


@dataclass(frozen=True)
class BaselineComparison:
    """The report of the baseline run, and how this run differs from it."""

    report: Report
    comparison: Comparison


def render_page(
    report: Report,
    manifest: RunManifest,
    results: Iterable[Result],
    cases: Mapping[str, LabelledCase],
    baseline: BaselineComparison | None = None,
) -> str:
    """`results` are read once, one at a time. Content is hostile text, so everything is escaped."""
    return _template().render(
        report=report,
        manifest=manifest,
        metrics=_metric_rows(report, baseline.report if baseline else None),
        reliability=_reliability_chart(report.calibration.bins) if report.calibration.bins else "",
        coverage=_coverage_chart(report.coverage) if report.coverage else "",
        naming=_naming_chart(report.naming.curve) if report.naming.curve else "",
        clauses=report.slices.get("clause", ()),
        facets={name: slices for name, slices in report.slices.items() if name != "clause" and len(slices) > 1},
        worst=with_content(worst_cases(results), cases),
        baseline=baseline,
        changes=baseline.comparison.changes[:MAX_CHANGES] if baseline else (),
    )


def _metric_rows(report: Report, baseline: Report | None) -> list[tuple[str, str, str, str]]:
    """Title, value, interval, and the value of the baseline."""
    return [
        (title, _format_value(report, path), _format_interval(report, path), _format_value(baseline, path))
        for title, path in METRICS
    ]


def _format_value(report: Report | None, path: str) -> str:
    if report is None:
        return ""
    value = _figure(report, path)
    return "—" if value is None else f"{value:.3f}"


def _format_interval(report: Report, path: str) -> str:
    interval = _figure(report, f"{path}_ci", None)
    return f"{interval[0]:.2f} to {interval[1]:.2f}" if interval else ""


def _figure(report: Report, path: str, *default: Any) -> Any:
    section, _, name = path.partition(".")
    return getattr(getattr(report, section), name, *default)


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda value: "—" if value is None else f"{value:.0%}"
    environment.filters["decimal"] = lambda value: "—" if value is None else f"{value:.2f}"
    environment.filters["words"] = lambda value: str(value).replace("_", " ")
    return environment.get_template(TEMPLATE)


def _reliability_chart(bins: Sequence[Bin]) -> str:
    """SVG: the share of violations by predicted probability. Perfect calibration is the diagonal."""
    chart = _chart("predicted probability of a violation", "share of violations")
    chart.add_line([(0, 0), (1, 1)], name="perfect calibration", stroke_color=SOFT_COLOUR, width=1)
    chart.add_dots([(one.mean, one.observed) for one in bins], name="this run", fill_color=ACCENT_COLOUR, radius=4)
    return _svg(chart)


def _coverage_chart(points: Sequence[CoveragePoint]) -> str:
    """SVG: the accuracy of the decided cases by their share."""
    chart = _chart("share of cases decided", "accuracy of these")
    curve = [(point.coverage, point.accuracy) for point in points if point.accuracy is not None]
    chart.add_line(curve, name="this run", stroke_color=ACCENT_COLOUR)
    return _svg(chart)


def _naming_chart(points: Sequence[NamingPoint]) -> str:
    """SVG: the precision of the named clauses by the share of the violated clauses that are named."""
    chart = _chart("share of violated clauses named", "precision of the named clauses")
    curve = [(p.coverage, p.precision) for p in points if p.coverage is not None and p.precision is not None]
    chart.add_line(curve, name="this run", stroke_color=ACCENT_COLOUR)
    return _svg(chart)


def _chart(x_name: str, y_name: str) -> "Chart":
    from leather import Chart

    chart = Chart()
    for add_scale, add_axis, name in (
        (chart.add_x_scale, chart.add_x_axis, x_name),
        (chart.add_y_scale, chart.add_y_axis, y_name),
    ):
        add_scale(0, 1)
        add_axis(name=name, ticks=[0, 0.2, 0.4, 0.6, 0.8, 1], tick_formatter=_format_tick)
    return chart


def _svg(chart: "Chart") -> str:
    """Without a fixed size, so that the page can scale it."""
    svg = str(chart.to_svg(width=CHART_WIDTH, height=CHART_HEIGHT))
    size, view = f'width="{CHART_WIDTH}" height="{CHART_HEIGHT}"', f'viewBox="0 0 {CHART_WIDTH} {CHART_HEIGHT}"'
    return svg.replace(size, view, 1)


def _format_tick(value: Any, number: int, count: int) -> str:
    return f"{float(value):g}"
