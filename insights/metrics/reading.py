"""Runs the SQL of a metric: rows by day and slice, and sums over units from which intervals follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.metrics.metric import Metric
from insights.metrics.registry import MetricFileInvalid
from insights.metrics.rows import MetricRows
from warehouse.engines.base import Engine, Parameters
from warehouse.errors import WarehouseUnusable

Slice = tuple[str | None, ...]
SUMMED = "SUM(numerator * 1.0) AS numerator, SUM(denominator * 1.0) AS denominator"
FREE = "not_included"
"""A column that a metric of the kind `audit` may select: one less the inclusion probability of a draw."""
FREE_SUMS = ("free_units", "free_numerator", "free_denominator")
CAPPED = (
    "CASE WHEN SUM(numerator) > 0 AND SUM(denominator) > 0 THEN 1 ELSE 0 END AS numerator, "
    "CASE WHEN SUM(denominator) > 0 THEN 1 ELSE 0 END AS denominator"
)
"""One for each creator who has any. A creator without a denominator is not in the population."""
GAPS = "SUM(CASE WHEN numerator IS NULL OR denominator IS NULL THEN 1 ELSE 0 END) AS gaps"
"""Rows without a number: nobody knows whether they are zeros."""
READABLE = "SELECT MAX(load_no) FROM loaded_days"


@dataclass(frozen=True)
class UnitSums:
    """Sums over units (creators, or draws of an audit) of a stratum: of values, squares and products. Draws without
    replacement add the `free_` ones, each unit times one less its inclusion probability, and so are their squares and
    products; None: as if all were 1. `lowest` is the smallest numerator of a unit."""

    units: int
    numerator: float
    denominator: float
    numerator_squares: float
    products: float
    denominator_squares: float
    free_units: float | None = None
    free_numerator: float | None = None
    free_denominator: float | None = None
    lowest: float = 0.0


def read_rows(engine: Engine, metric: Metric, first_day: int, last_day: int, as_of: int | None = None) -> MetricRows:
    """The sums by day and slice; incomplete days are left out. `as_of` is the last day whose events are known, by
    default `last_day`. Of a `unit_share`, a row counts creators of the day. Raises MetricFileInvalid."""
    names = ", ".join(("day", *metric.dimensions))
    if metric.kind == "unit_share":
        source = f"SELECT {names}, {CAPPED}, {GAPS} FROM ({metric.sql}) AS m GROUP BY {names}, creator_id"
        gaps = "SUM(gaps) AS gaps"
    else:
        source, gaps = metric.sql, GAPS
    sql = (
        f"SELECT {names}, SUM(numerator) AS numerator, SUM(denominator) AS denominator, {gaps} FROM ({source}) AS r "
        f"GROUP BY {names} ORDER BY {names}"
    )
    found = _columns(engine, metric, sql, first_day, last_day, as_of)
    return MetricRows(
        found["day"].astype(np.int64),
        found["numerator"].astype(np.float64),
        found["denominator"].astype(np.float64),
        {name: found[name].astype(object) for name in metric.dimensions},
    )


def read_unit_sums(
    engine: Engine,
    metric: Metric,
    first_day: int,
    last_day: int,
    by: Sequence[str] = (),
    as_of: int | None = None,
) -> Mapping[Slice, tuple[UnitSums, ...]]:
    """The sums over units by the values of dimensions or by `day`, one for each stratum: draws of an audit have their
    day as stratum, and creators have a single one. Raises MetricFileInvalid."""
    strata = ("day",) if metric.kind == "audit" and "day" not in by else ()
    unit = "audit_id" if metric.kind == "audit" else "creator_id"
    keys, inner = ", ".join((*by, *strata)), ", ".join((*by, *strata, unit))
    values = CAPPED if metric.kind == "unit_share" else SUMMED
    prefix, grouping = (f"{keys}, ", f" GROUP BY {keys} ORDER BY {keys}") if keys else ("", "")
    free = f"MIN({FREE})" if metric.kind == "audit" and FREE in metric.sql else "1.0"
    sql = (
        f"SELECT {prefix}COUNT(*) AS units, SUM(numerator) AS numerator, SUM(denominator) AS denominator, "
        "SUM(free * numerator * numerator) AS numerator_squares, SUM(free * numerator * denominator) AS products, "
        "SUM(free * denominator * denominator) AS denominator_squares, SUM(free) AS free_units, "
        "SUM(free * numerator) AS free_numerator, SUM(free * denominator) AS free_denominator, "
        "MIN(numerator) AS lowest, SUM(gaps) AS gaps FROM "
        f"(SELECT {inner}, {values}, {free} AS free, {GAPS} FROM ({metric.sql}) AS m GROUP BY {inner}) AS u{grouping}"
    )
    found = _columns(engine, metric, sql, first_day, last_day, as_of)
    return _by_slice(found, by)


def sql_error(engine: Engine, metric: Metric, error: WarehouseUnusable) -> MetricFileInvalid:
    """For SQL of a metric that did not run. Raises WarehouseUnusable where the warehouse itself cannot be read."""
    engine.rows(READABLE)
    return MetricFileInvalid(
        f"the metric {metric.id} cannot be computed: {error.__cause__ or error}. Its SQL selects day, creator_id, "
        "each dimension, numerator and denominator, from tables that clausewise warehouse status lists"
    )


def _by_slice(found: Mapping[str, NDArray[Any]], by: Sequence[str]) -> Mapping[Slice, tuple[UnitSums, ...]]:
    sums_of = ("numerator", "denominator", "numerator_squares", "products", "denominator_squares")
    names = ("units", *sums_of, *FREE_SUMS, "lowest")
    keys = [*zip(*(found[name].tolist() for name in by), strict=True)] if by else [()] * len(found["units"])
    sums: dict[Slice, list[UnitSums]] = {}
    for key, *values in zip(keys, *(found[name].tolist() for name in names), strict=True):
        if values[0]:
            sums.setdefault(key, []).append(UnitSums(int(values[0]), *(float(value) for value in values[1:])))
    return {key: tuple(strata) for key, strata in sums.items()}


def _columns(
    engine: Engine, metric: Metric, sql: str, first_day: int, last_day: int, as_of: int | None
) -> dict[str, NDArray[Any]]:
    known = last_day if as_of is None else as_of
    days: Parameters = {
        "first_day": first_day,
        "last_day": min(last_day, known - metric.complete_after_days),
        "as_of": known,
    }
    try:
        found = engine.columns(sql, {name: day for name, day in days.items() if f":{name}" in sql})
    except WarehouseUnusable as error:
        raise sql_error(engine, metric, error) from error
    gaps = int(np.nansum(found["gaps"].astype(np.float64)))
    if gaps:
        raise MetricFileInvalid(
            f"the metric {metric.id} has {gaps:,} rows whose numerator or denominator is NULL: let its SQL in "
            f"{metric.id}.toml select a number in each row, such as CASE WHEN ... THEN 1 ELSE 0 END"
        )
    return found
