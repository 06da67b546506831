"""Reads the outcomes of a switchback: markets that change their arm from block to block."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.days import FIRST_DAY, date_of
from domain.errors import InputError
from insights.experiments.assignment import switchback_arm
from insights.experiments.definition import Experiment
from insights.experiments.metric_sql import last_complete_day, run_with_metric, unit_values
from insights.experiments.rows import Floats, OutcomeRows, Values
from insights.metrics.metric import Metric
from warehouse.engines.base import Engine

DAY_HOURS = 24


def read_switchback_rows(engine: Engine, experiment: Experiment, metrics: Sequence[Metric], as_of: int) -> OutcomeRows:
    """One row a market and block of whole days that is over; markets are strata. Raises InputError for blocks of hours,
    for metrics of another kind, or if no block is over."""
    if experiment.block_hours % DAY_HOURS:
        raise InputError("metrics have a value a day: analyse blocks of hours from a CSV file, or write whole days")
    days, start = experiment.block_hours // DAY_HOURS, experiment.assignment_day + 1
    complete = min(last_complete_day(metric, as_of) for metric in metrics)
    last = min(complete, (experiment.end - FIRST_DAY).days)
    blocks = (last - start + 1) // days
    if blocks < 1:
        raise InputError(f"{experiment.id}: no block of {experiment.block_hours} hours is over by {date_of(as_of)}")
    require_sums(metrics)
    parameters: dict[str, int | float | str] = {"first_day": start, "last_day": start + blocks * days - 1}
    sums = {
        metric.id: _block_sums(run_with_metric(engine, "market_days", metric, parameters), start, days, blocks)
        for metric in metrics
    }
    markets = sorted({market for found in sums.values() for market in found})
    units = [(market, block) for market in markets for block in range(blocks)]
    arms = [switchback_arm(market, block, experiment.split, experiment.seed) for market, block in units]
    return OutcomeRows(
        np.array([f"{market} {block}" for market, block in units], object),
        np.array(arms, object),
        {metric.id: _block_values(metric, sums[metric.id], markets, blocks) for metric in metrics},
        stratum=np.array([market for market, _ in units], object),
    )


def _block_sums(columns: Mapping[str, NDArray[Any]], start: int, days: int, blocks: int) -> dict[str, Floats]:
    """By market: (2, blocks), numerators and denominators."""
    found: dict[str, Floats] = {}
    place = (np.asarray(columns["day"], np.int64) - start) // days
    for i, market in enumerate(columns["market"]):
        sums = found.setdefault(str(market), np.zeros((2, blocks)))
        sums[:, place[i]] += float(columns["numerator"][i]), float(columns["denominator"][i])
    return found


def _block_values(metric: Metric, found: Mapping[str, Floats], markets: list[str], blocks: int) -> Values:
    empty = np.zeros((2, blocks))
    both = np.concatenate([found.get(market, empty) for market in markets], axis=1)
    return Values(*unit_values(metric, both[0], both[1]))


def require_sums(metrics: Sequence[Metric]) -> None:
    """Raises InputError for a share of creators, which days of one block would count several times."""
    for metric in metrics:
        if metric.kind == "unit_share":
            raise InputError(f"{metric.id} is a share of creators: blocks of time need a ratio or a count")
