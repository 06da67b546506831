"""Reads the outcomes of an experiment from the warehouse: who was assigned, and a metric before and after that day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.days import FIRST_DAY, date_of
from domain.errors import InputError
from insights.experiments.assignment import assign_by_hash
from insights.experiments.definition import Assignment, Experiment
from insights.experiments.link_components import link_components
from insights.experiments.metric_sql import last_complete_day, run_with_metric, sql_text, unit_values
from insights.experiments.rows import Covariate, Objects, OutcomeRows, Values
from insights.experiments.switchback_rows import read_switchback_rows
from insights.metrics.metric import Metric
from warehouse.engines.base import Engine

STRATA = ("market", "language")
LAST_DAY = (date.max - FIRST_DAY).days


def read_experiment_rows(engine: Engine, experiment: Experiment, metrics: Sequence[Metric], as_of: int) -> OutcomeRows:
    """`metrics`: that of the experiment first. Reads nothing after `as_of`; units whose time is not over by then are
    left out. Raises InputError if nobody is assigned, or no time is over."""
    if experiment.assignment is Assignment.SWITCHBACK:
        return read_switchback_rows(engine, experiment, metrics, as_of)
    last_start = min(last_complete_day(metric, as_of) for metric in metrics) - experiment.outcome_days + 1
    found = [_outcomes(engine, "assigned", metric, experiment, last_start, as_of) for metric in metrics]
    first = found[0]
    if not len(first["creator_id"]):
        raise InputError(_nobody(engine, experiment, last_start))
    creators, arms = first["creator_id"], first["arm"]
    return OutcomeRows(
        creators,
        arms,
        {
            metric.id: _values(metric, columns, metric is metrics[0])
            for metric, columns in zip(metrics, found, strict=True)
        },
        _clusters(engine, experiment, creators),
        _strata(engine, experiment, creators),
        problems=_wrong_arms(experiment, creators, arms),
        notes=_left_out(engine, experiment, last_start),
    )


def has_ended(experiment: Experiment, metrics: Sequence[Metric], as_of: int) -> bool:
    """Whether the last unit that could be assigned has all its days, in every metric."""
    last = (experiment.end - FIRST_DAY).days
    days = 0 if experiment.assignment is Assignment.SWITCHBACK else experiment.outcome_days - 1
    return min(last_complete_day(metric, as_of) for metric in metrics) >= last + days


def read_assigned_rows(engine: Engine, experiment: Experiment, as_of: int = LAST_DAY) -> OutcomeRows:
    """Who is assigned, by default also on later days, without outcomes. Raises InputError if nobody is, and for a
    switchback."""
    if experiment.assignment is Assignment.SWITCHBACK:
        raise InputError(f"{experiment.id} is a switchback, whose arms follow from its definition: nothing to check")
    found = engine.columns(
        f"{sql_text('assigned')} ORDER BY creator_id, arm", {"experiment": experiment.id, "last_start": as_of}
    )
    creators, arms = found["creator_id"], found["arm"]
    if not len(creators):
        raise InputError(_nobody(engine, experiment, as_of))
    clusters, strata = _clusters(engine, experiment, creators), _strata(engine, experiment, creators)
    return OutcomeRows(creators, arms, {}, clusters, strata, problems=_wrong_arms(experiment, creators, arms))


def read_history_rows(engine: Engine, experiment: Experiment, metric: Metric, as_of: int) -> OutcomeRows:
    """Every creator over the last `outcome_days` up to the day, with the time before as covariate."""
    start = last_complete_day(metric, as_of) - experiment.outcome_days + 1
    columns = _outcomes(engine, "everybody", metric, experiment, start, as_of)
    creators = columns["creator_id"]
    if not len(creators):
        raise InputError(f"no creator joined before {date_of(start)}: load creators first")
    values = {metric.id: _values(metric, columns, True)}
    clusters = _clusters(engine, experiment, creators, as_of)
    return OutcomeRows(creators, columns["arm"], values, clusters, _strata(engine, experiment, creators))


def _outcomes(
    engine: Engine, units: str, metric: Metric, experiment: Experiment, last_start: int, as_of: int
) -> Mapping[str, NDArray[Any]]:
    first_start = last_start if units == "everybody" else _first_start(engine, experiment, last_start)
    parameters: dict[str, int | float | str] = {
        "last_start": last_start,
        "outcome_days": experiment.outcome_days,
        "covariate_days": experiment.covariate_days,
        "first_day": first_start - experiment.covariate_days,
        "last_day": last_start + experiment.outcome_days - 1,
        "as_of": as_of,
        "experiment": experiment.id,
    }
    return run_with_metric(engine, "outcomes", metric, parameters, sql_text(units))


def _first_start(engine: Engine, experiment: Experiment, last_start: int) -> int:
    ((first,),) = engine.rows(
        "SELECT MIN(day) FROM assignments WHERE experiment = :experiment", {"experiment": experiment.id}
    )
    return last_start if first is None else int(first)


def _nobody(engine: Engine, experiment: Experiment, last_start: int) -> str:
    ((count,),) = engine.rows(
        "SELECT COUNT(*) FROM assignments WHERE experiment = :experiment", {"experiment": experiment.id}
    )
    if count:
        return (
            f"{experiment.id}: no unit's {experiment.outcome_days} days are over, since none was assigned by "
            f"{date_of(last_start)}: wait, or choose a later day"
        )
    return (
        f"{experiment.id}: nobody is assigned: load the table assignments, see clausewise insights experiments assign"
    )


def _left_out(engine: Engine, experiment: Experiment, last_start: int) -> tuple[str, ...]:
    ((count,),) = engine.rows(
        "SELECT COUNT(*) FROM assignments WHERE experiment = :experiment AND day > :day",
        {"experiment": experiment.id, "day": last_start},
    )
    if not count:
        return ()
    return (f"{count:,} units are left out, because their {experiment.outcome_days} days are not over",)


def _values(metric: Metric, columns: Mapping[str, NDArray[Any]], with_covariate: bool) -> Values:
    parts = [np.asarray(columns[name], np.float64) for name in ("numerator", "denominator")]
    before = [np.asarray(columns[f"{name}_before"], np.float64) for name in ("numerator", "denominator")]
    numerator, denominator = unit_values(metric, parts[0], parts[1])
    earlier, below = unit_values(metric, before[0], before[1])
    known = with_covariate and (below is None or below.any())
    return Values(numerator, denominator, (Covariate(f"{metric.id} before", earlier, below),) if known else ())


def _clusters(engine: Engine, experiment: Experiment, creators: Objects, day: int | None = None) -> Objects | None:
    """As of the day before the start, as at the assignment."""
    if experiment.assignment is not Assignment.CLUSTER:
        return None
    found = link_components(engine, creators.tolist(), experiment.assignment_day if day is None else day)
    return np.array([found[creator] for creator in creators], object)


def _strata(engine: Engine, experiment: Experiment, creators: Objects) -> Objects | None:
    if experiment.assignment is not Assignment.STRATIFIED:
        return None
    found = strata_of(engine, experiment.stratify_by)
    return np.array([found.get(creator, "unknown") for creator in creators], object)


def strata_of(engine: Engine, names: tuple[str, ...], before: int | None = None) -> dict[str, str]:
    """Maps each creator who joined before the day to the values of these columns."""
    unknown = [name for name in names if name not in STRATA]
    if unknown:
        raise InputError(f"stratify_by: creators have no {unknown[0]}: write {' or '.join(STRATA)}")
    where = "" if before is None else "WHERE day < :before "
    rows = engine.rows(
        f"SELECT creator_id, market, language FROM creators {where}ORDER BY creator_id",
        {} if before is None else {"before": before},
    )
    return {
        creator: " ".join(dict(zip(STRATA, values, strict=True))[name] for name in names) for creator, *values in rows
    }


def _wrong_arms(experiment: Experiment, creators: Objects, arms: Objects) -> tuple[str, ...]:
    """Of arms by hash, which can be computed again."""
    if experiment.assignment is not Assignment.HASH:
        return ()
    intended = assign_by_hash(creators.tolist(), experiment.split, experiment.seed)
    wrong = [creator for creator, arm in zip(creators, arms, strict=True) if intended[creator] != arm]
    if not wrong:
        return ()
    return (f"{len(wrong):,} units, such as {wrong[0]}, are not in the arm of their hash: the assignment leaks",)
