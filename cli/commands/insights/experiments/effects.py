"""Estimates the effect that the command asks for: of a CSV file, or of a metric of the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from insights.experiments.difference_report import DifferenceReport
    from insights.experiments.discontinuity.estimate import DiscontinuityReport


Report: TypeAlias = "DifferenceReport | DiscontinuityReport"


@dataclass(frozen=True)
class Settings:
    confidence: float
    despite_problems: bool


def require_one_design(from_day: str | None, cutoff: float | None) -> None:
    """Raises InputError unless one of the two is given."""
    from domain.errors import InputError

    if (from_day is None) == (cutoff is None):
        raise InputError("write either --from DAY (difference in differences) or --cutoff SCORE (discontinuity)")


def at_threshold(
    source: str,
    columns: tuple[str, str, str | None],
    threshold: tuple[float, float | None, float | None],
    settings: Settings,
) -> "DiscontinuityReport":
    """`columns`: score, outcome, cluster; `threshold`: cutoff, bandwidth, curvature. Raises InputError."""
    from domain.errors import InputError
    from insights.experiments.discontinuity.estimate import Discontinuity, estimate_discontinuity
    from insights.experiments.effect_sources import read_csv_scores

    cutoff, bandwidth, curvature = threshold
    for name, value in (("--bandwidth", bandwidth), ("--curvature", curvature)):
        if value is not None and value <= 0:
            raise InputError(f"{name} is above 0")
    score, outcome, cluster = read_csv_scores(Path(source), *columns)
    options = Discontinuity(columns[1], cutoff, settings.confidence, bandwidth, curvature, settings.despite_problems)
    return estimate_discontinuity(score, outcome, options, cluster)


def in_file(
    source: str, columns: tuple[str, str, str, str, str | None, str | None], from_day: str, settings: Settings
) -> "DifferenceReport":
    """`columns`: outcome, period, treated, unit, cluster, denominator. Raises InputError."""
    from insights.experiments.difference_in_differences import Differences, estimate_differences
    from insights.experiments.effect_sources import PeriodColumns, parse_period, read_csv_periods

    rows = read_csv_periods(Path(source), PeriodColumns(*columns))
    first = parse_period(from_day)
    return estimate_differences(rows, Differences(columns[0], first, settings.confidence, settings.despite_problems))


def in_warehouse(
    metric_id: str, from_day: str, markets: Sequence[str], read: tuple[int, date | None], settings: Settings
) -> "DifferenceReport":
    """`read`: how many days before the change, and the last day. Raises InputError."""
    from agent.open_warehouse import day_to_read, open_warehouse
    from agent.settings import read_settings
    from domain.errors import InputError
    from insights.experiments.difference_in_differences import Differences, estimate_differences
    from insights.experiments.effect_sources import parse_period, read_market_periods
    from insights.metrics.registry import read_registry

    if not markets:
        raise InputError("name the markets with the change by --market")
    found = read_settings()
    metric, first = read_registry(found.insights.metrics_dir).metric(metric_id), parse_period(from_day)
    with open_warehouse(found, read_only=True) as warehouse:
        last = day_to_read(warehouse.engine, read[1])
        rows = read_market_periods(warehouse.engine, metric, markets, first - read[0], last)
    return estimate_differences(rows, Differences(metric.id, first, settings.confidence, settings.despite_problems))


def show(report: Report, as_json: bool) -> None:
    from cli.views.console import echo_json
    from cli.views.effects_view import print_effect

    if as_json:
        echo_json(report.model_dump_json(indent=2))
    else:
        print_effect(report)
