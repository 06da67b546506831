"""Runs a metric's SQL inside a query of this folder, and says what its sums are for one unit."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.experiments.rows import Floats
from insights.metrics.metric import Metric
from insights.metrics.reading import sql_error
from warehouse.engines.base import Engine, Parameters
from warehouse.errors import WarehouseUnusable

SQL = Path(__file__).with_name("sql")


def sql_text(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8").strip()


def run_with_metric(
    engine: Engine, name: str, metric: Metric, parameters: Parameters, units: str = ""
) -> Mapping[str, NDArray[Any]]:
    """The query of this name around the metric; parameters that neither reads are left out. Raises InputError for a
    metric of audits, whose draws belong to no unit, and MetricFileInvalid where its SQL cannot run."""
    if metric.kind == "audit":
        raise InputError(f"{metric.id} comes from audits of few posts: an experiment needs a metric of every creator")
    text = sql_text(name).format(metric=metric.sql, units=units)
    try:
        return engine.columns(text, {key: value for key, value in parameters.items() if f":{key}" in text})
    except WarehouseUnusable as error:
        raise sql_error(engine, metric, error) from error


def last_complete_day(metric: Metric, as_of: int) -> int:
    return as_of - metric.complete_after_days


def unit_values(metric: Metric, numerator: Floats, denominator: Floats) -> tuple[Floats, Floats | None]:
    """Of a ratio the scaled sums; of a share of creators 0 or 1; of a count the sum alone, so that each unit counts
    once."""
    if metric.kind == "unit_share":
        counted = (denominator > 0).astype(np.float64)
        return (numerator > 0) * counted * metric.scale, counted
    return numerator * metric.scale, denominator if metric.has_ratio else None
