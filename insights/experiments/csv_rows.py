"""Reads the outcomes of an experiment from a CSV file, and finds what makes them unusable."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.errors import InputError
from insights.experiments.csv_table import CsvTable, read_csv_table
from insights.experiments.rows import Covariate, Floats, Objects, OutcomeRows, Values

DEFAULT_UNIT = "unit"
ALL = "all"
SHOWN = 3


@dataclass(frozen=True)
class CsvColumns:
    """The names of columns. Without an outcome, only the assignment is read, and without an
    arm, all units are in one. With `day`, a unit may have a row a day, and they are summed."""

    outcome: str | None
    arm: str | None = "arm"
    unit: str | None = None
    denominator: str | None = None
    covariates: tuple[str, ...] = ()
    covariate_denominator: str | None = None
    cluster: str | None = None
    stratum: str | None = None
    day: str | None = None
    features: tuple[str, ...] = ()
    guardrails: tuple[str, ...] = ()


def read_csv_rows(path: Path, columns: CsvColumns) -> OutcomeRows:
    """Raises InputError for a file that cannot be read, a column that is missing, or text that is no number."""
    table = read_csv_table(path)
    unit, notes = _units(table, columns.unit)
    arm = np.full(table.size, ALL, object) if columns.arm is None else table.texts(columns.arm)
    first, place = _first_rows(unit)
    in_two = _units_in_two_arms(unit, arm, first, place)
    if len(first) < len(unit) and columns.day is None and not len(in_two):
        twice = unit[np.flatnonzero(np.bincount(place) > 1)[0] == place][0]
        raise InputError(
            f"{path}: {twice} has several rows: name the column of the day by --day if a row is a day of a unit, or "
            "name the units by --unit"
        )
    if columns.day is not None:
        table.texts(columns.day)
    metrics = {name: _values(table, name, columns, place) for name in _metrics(columns)}
    chosen = np.setdiff1d(np.arange(len(first)), in_two)
    rows = OutcomeRows(
        unit[first],
        arm[first],
        metrics,
        None if columns.cluster is None else table.texts(columns.cluster)[first],
        None if columns.stratum is None else table.texts(columns.stratum)[first],
        {name: table.texts(name)[first] for name in columns.features},
        _two_arms_problem(unit[first][in_two]),
        notes,
    )
    return rows.select(chosen) if len(in_two) else rows


def _metrics(columns: CsvColumns) -> tuple[str, ...]:
    return (*(() if columns.outcome is None else (columns.outcome,)), *columns.guardrails)


def _units(table: CsvTable, name: str | None) -> tuple[Objects, tuple[str, ...]]:
    if name is not None or DEFAULT_UNIT in table.columns:
        return table.texts(name or DEFAULT_UNIT), ()
    note = "each row counts as a unit, because no column of units is named: a unit in two arms cannot be noticed"
    return np.array([f"row {row}" for row in range(2, table.size + 2)], object), (note,)


def _first_rows(unit: Objects) -> tuple[np.ndarray, np.ndarray]:
    """The first row of each unit in the order of the file, and for each row the place of its unit."""
    places: dict[str, int] = {}
    place = np.array([places.setdefault(name, len(places)) for name in unit], np.int64)
    first = np.full(len(places), -1, np.int64)
    first[place[::-1]] = np.arange(len(unit))[::-1]
    return first, place


def _units_in_two_arms(unit: Objects, arm: Objects, first: np.ndarray, place: np.ndarray) -> np.ndarray:
    return np.unique(place[arm != arm[first][place]])


def _two_arms_problem(units: Objects) -> tuple[str, ...]:
    if not len(units):
        return ()
    examples = ", ".join(map(str, units[:SHOWN]))
    return (f"{len(units):,} units are in two arms, such as {examples}: the assignment leaks",)


def _values(table: CsvTable, outcome: str, columns: CsvColumns, place: np.ndarray) -> Values:
    """Covariates belong to the outcome alone, and the denominator to all metrics."""
    is_outcome = outcome == columns.outcome
    denominator = None if columns.denominator is None else _summed(table.numbers(columns.denominator), place)
    if denominator is not None and np.nanmin(denominator) < 0:
        raise InputError(f"{table.path}: {columns.denominator} is negative in a row: a denominator is at least 0")
    return Values(
        _summed(table.numbers(outcome), place),
        denominator,
        _covariates(table, columns, place) if is_outcome else (),
    )


def _covariates(table: CsvTable, columns: CsvColumns, place: np.ndarray) -> tuple[Covariate, ...]:
    below = columns.covariate_denominator
    denominator = None if below is None else _summed(table.numbers(below), place)
    return tuple(Covariate(name, _summed(table.numbers(name), place), denominator) for name in columns.covariates)


def _summed(values: Floats, place: np.ndarray) -> Floats:
    """By unit; nan if one is missing."""
    return np.bincount(place, values).astype(np.float64)


def read_split(split: Mapping[str, float]) -> dict[str, float]:
    """The intended shares, which may be weights such as 1 and 2. Raises InputError."""
    if len(split) < 2:
        raise InputError("--split names the intended share of each arm: write control=0.5,treatment=0.5")
    if min(split.values()) <= 0:
        raise InputError("--split: every share is above 0")
    total = sum(split.values())
    if abs(total - 1) > 0.005 and any(share != int(share) for share in split.values()):
        raise InputError(f"--split: the shares sum to {total:g}, not to 1")
    return {arm: share / total for arm, share in split.items()}
