"""The rows that an assignment gives: for the table `assignments`, or the schedule of a switchback."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.errors import InputError
from insights.experiments.assignment import assign_by_hash, assign_clusters, assign_stratified, switchback_schedule
from insights.experiments.csv_table import read_csv_table
from insights.experiments.definition import Assignment, Experiment
from insights.experiments.link_components import link_components
from insights.experiments.warehouse_rows import strata_of
from warehouse.engines.base import Engine

HEADER = ("experiment", "creator_id", "at", "arm")
SCHEDULE_HEADER = ("experiment", "market", "starts_at", "ends_at", "arm")
HOUR_SECONDS = 3600
Rows = Sequence[tuple[str | int, ...]]


def assign_warehouse(experiment: Experiment, engine: Engine) -> tuple[tuple[str, ...], Rows]:
    """The header and the rows, in the order of ids. Raises InputError if no creator joined before the start."""
    before = experiment.assignment_day + 1
    if experiment.assignment is Assignment.SWITCHBACK:
        markets = [str(market) for (market,) in engine.rows("SELECT DISTINCT market FROM creators ORDER BY market")]
        return SCHEDULE_HEADER, _schedule(experiment, markets)
    strata = strata_of(engine, experiment.stratify_by, before)
    if not strata:
        raise InputError(f"no creator joined before {experiment.start}: load creators first")
    clusters: Mapping[str, str] = {}
    if experiment.assignment is Assignment.CLUSTER:
        clusters = link_components(engine, [*strata], experiment.assignment_day)
    return HEADER, _rows(experiment, arms_of(experiment, strata, clusters))


def assign_file(experiment: Experiment, path: Path) -> tuple[tuple[str, ...], Rows]:
    """The units of a CSV file, or the markets of a switchback: columns unit, and stratum or cluster where the
    assignment needs them. Raises InputError."""
    table = read_csv_table(path)
    units = [str(unit) for unit in table.texts("unit")]
    if len({*units}) < len(units):
        raise InputError(f"{path}: a unit has several rows: write each unit once")
    if experiment.assignment is Assignment.SWITCHBACK:
        return SCHEDULE_HEADER, _schedule(experiment, units)
    stratified = experiment.assignment is Assignment.STRATIFIED
    clustered = experiment.assignment is Assignment.CLUSTER
    strata = dict(zip(units, table.texts("stratum"), strict=True)) if stratified else dict.fromkeys(units, "")
    clusters = dict(zip(units, table.texts("cluster"), strict=True)) if clustered else {}
    return HEADER, _rows(experiment, arms_of(experiment, strata, clusters))


def arms_of(experiment: Experiment, strata: Mapping[str, str], clusters: Mapping[str, str]) -> dict[str, str]:
    """Maps each unit of `strata` to its arm. Raises InputError for an assignment that another system makes."""
    split, salt = experiment.split, experiment.seed
    if experiment.assignment is Assignment.HASH:
        return assign_by_hash(strata, split, salt)
    if experiment.assignment is Assignment.STRATIFIED:
        return assign_stratified(strata, split, salt)
    if experiment.assignment is Assignment.CLUSTER:
        return assign_clusters(clusters, split, salt)
    raise InputError(f"{experiment.id}: another system assigns its units: load them as the table assignments")


def _rows(experiment: Experiment, arms: Mapping[str, str]) -> Rows:
    at = _seconds(experiment)
    return [(experiment.id, unit, at, arms[unit]) for unit in sorted(arms)]


def _schedule(experiment: Experiment, markets: Sequence[str]) -> Rows:
    start = _seconds(experiment)
    end = int(datetime.combine(experiment.end + timedelta(days=1), datetime.min.time(), UTC).timestamp())
    rows = switchback_schedule(
        markets, start, end, experiment.block_hours * HOUR_SECONDS, experiment.split, experiment.seed
    )
    return [(experiment.id, *row) for row in rows]


def _seconds(experiment: Experiment) -> int:
    """The first moment of the first day, UTC."""
    return int(datetime.combine(experiment.start, datetime.min.time(), UTC).timestamp())
