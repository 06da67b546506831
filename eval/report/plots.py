"""The plots of a report, as SVG to be set into a page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from eval.report.figures import Bin, CoveragePoint

if TYPE_CHECKING:
    from leather import Chart

WIDTH, HEIGHT = 480, 340
ACCENT, SOFT = "#0b5cad", "#9aa5b1"


def reliability(bins: Sequence[Bin]) -> str:
    """Observed share of violations by predicted probability; a perfect judge lies on the diagonal."""
    chart = _chart("predicted probability of a violation", "share that were")
    chart.add_line([(0, 0), (1, 1)], name="as it should be", stroke_color=SOFT, width=1)
    chart.add_dots([(one.mean, one.observed) for one in bins], name="this run", fill_color=ACCENT, radius=4)
    return _svg(chart)


def coverage(points: Sequence[CoveragePoint]) -> str:
    """Accuracy of what is decided by the share that is."""
    chart = _chart("share of cases decided", "accuracy of these")
    drawn = [(point.coverage, point.accuracy) for point in points if point.accuracy is not None]
    chart.add_line(drawn, name="this run", stroke_color=ACCENT)
    return _svg(chart)


def _chart(across: str, up: str) -> "Chart":
    from leather import Chart

    chart = Chart()
    for add_scale, add_axis, name in (
        (chart.add_x_scale, chart.add_x_axis, across),
        (chart.add_y_scale, chart.add_y_axis, up),
    ):
        add_scale(0, 1)
        add_axis(name=name, ticks=[0, 0.2, 0.4, 0.6, 0.8, 1], tick_formatter=_tick)
    return chart


def _svg(chart: "Chart") -> str:
    drawn = str(chart.to_svg(width=WIDTH, height=HEIGHT))
    return drawn.replace(f'width="{WIDTH}" height="{HEIGHT}"', f'viewBox="0 0 {WIDTH} {HEIGHT}"', 1)


def _tick(value: Any, place: int, count: int) -> str:
    return f"{float(value):g}"
