"""Reads what a difference in differences or a discontinuity needs: from a CSV file, or from the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.days import FIRST_DAY
from domain.errors import InputError
from insights.experiments.csv_table import CsvTable, read_csv_table
from insights.experiments.metric_sql import last_complete_day, run_with_metric, unit_values
from insights.experiments.period_rows import PeriodRows
from insights.experiments.rows import Floats, Objects
from insights.metrics.metric import Metric
from warehouse.engines.base import Engine

TRUE, FALSE = {"1", "true", "yes", "treated"}, {"0", "false", "no", "control"}


@dataclass(frozen=True)
class PeriodColumns:
    """The names of columns. `treated`: 1 in rows of units for which the change was made, before it too."""

    outcome: str
    period: str = "day"
    treated: str = "treated"
    unit: str = "unit"
    cluster: str | None = None
    denominator: str | None = None


def read_csv_periods(path: Path, columns: PeriodColumns) -> PeriodRows:
    """Raises InputError for a missing column or a value that cannot be read."""
    table = read_csv_table(path)
    outcome = table.complete_numbers(columns.outcome)
    denominator = None if columns.denominator is None else table.complete_numbers(columns.denominator)
    return PeriodRows(
        table.texts(columns.cluster or columns.unit),
        _periods(table, columns.period),
        _treated(table, columns.treated),
        outcome,
        np.ones(len(outcome)) if denominator is None else denominator,
    )


def parse_period(text: str, option: str = "--from") -> int:
    """A whole number, or a day such as 2026-08-01 as days since 1970-01-01. Raises InputError."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return (date.fromisoformat(text) - FIRST_DAY).days
    except ValueError as error:
        raise InputError(f"{option}: {text!r} is neither a day such as 2026-08-01 nor a whole number") from error


def _periods(table: CsvTable, name: str) -> NDArray[np.int64]:
    texts = table.texts(name)
    known = {text: parse_period(text, f"{table.path}, column {name}") for text in {*texts.tolist()}}
    return np.array([known[text] for text in texts], np.int64)


def _treated(table: CsvTable, name: str) -> NDArray[np.bool_]:
    texts = [text.lower() for text in table.texts(name)]
    wrong = next((text for text in texts if text not in TRUE | FALSE), None)
    if wrong is not None:
        raise InputError(f"{table.path}: {name} is {wrong!r}: write 1 for units with the change and 0 for the others")
    return np.array([text in TRUE for text in texts])


def read_market_periods(
    engine: Engine, metric: Metric, markets: Sequence[str], first_day: int, last_day: int
) -> PeriodRows:
    """A metric's rows by creator and day; `markets` are those with the change. Raises InputError for a market without
    rows."""
    if not metric.has_ratio:
        raise InputError(f"{metric.id} is a count: name a metric that is a ratio, such as a count for each creator")
    parameters = {"first_day": first_day, "last_day": last_complete_day(metric, last_day), "as_of": last_day}
    found = run_with_metric(engine, "creator_days", metric, parameters)
    numerator, denominator = (np.asarray(found[name], np.float64) for name in ("numerator", "denominator"))
    numerator, below = unit_values(metric, numerator, denominator)
    known = {str(market) for market in found["market"]}
    missing = [market for market in markets if market not in known]
    if missing:
        others = f"those with rows: {', '.join(sorted(known))}" if known else "no market has: choose other days"
        raise InputError(f"market {missing[0]} has no rows in this time; {others}")
    return PeriodRows(
        found["creator_id"],
        np.asarray(found["day"], np.int64),
        np.isin(found["market"].astype(str), [*markets]),
        numerator,
        np.ones(len(numerator)) if below is None else below,
        found["market"],
    )


def read_csv_scores(path: Path, score: str, outcome: str, cluster: str | None) -> tuple[Floats, Floats, Objects | None]:
    """(score, outcome, cluster), each (rows,). Raises InputError."""
    table = read_csv_table(path)
    clusters = None if cluster is None else table.texts(cluster)
    return table.complete_numbers(score), table.complete_numbers(outcome), clusters
