"""Chooses a threshold on an earlier slice of days and reports what it gives on a later one."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from domain.days import FIRST_DAY, date_of
from domain.errors import InputError
from insights.estimate import Estimate, unknown
from insights.strategies.intervals import clustered_share
from insights.strategies.labels import UNKNOWN, Labelling
from insights.strategies.subjects import read_subjects
from insights.strategies.thresholds import choose_threshold, first_of_each
from insights.strategies.variables import declared_variables, nearest_variable
from text.files import NotUtf8, read_utf8
from warehouse.engines.base import Engine

COLUMNS = ("score", "label", "time")
MIN_LATER = 10


class ThresholdReport(FrozenModel):
    """`threshold`: None if none is shown to reach the target. `earlier_precision`: on the slice on which it was chosen.
    `hits` and the others: on the later slice. `when`: the condition, where the score is a declared variable."""

    score: str
    target: float
    confidence: float
    earlier: str
    later: str
    labelled_earlier: int
    labelled_later: int
    threshold: float | None
    earlier_precision: Estimate
    precision: Estimate
    recall: Estimate
    hits: int
    reached: bool | None
    when: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Goal:
    """`split`: the end of the earlier slice, a day or a number; None: the middle."""

    target: float = 0.8
    confidence: float = 0.95
    split: str | None = None


@dataclass(frozen=True, eq=False)
class ScoredRows:
    """One row for each labelled case. `time`: days since 1970-01-01, or any number that grows. `unit`: cases of one
    unit are not independent."""

    score: NDArray[np.float64]
    label: NDArray[np.bool_]
    time: NDArray[np.float64]
    unit: NDArray[Any]

    def part(self, chosen: NDArray[np.bool_]) -> "ScoredRows":
        return ScoredRows(self.score[chosen], self.label[chosen], self.time[chosen], self.unit[chosen])


def report_threshold(rows: ScoredRows, split: float, goal: Goal, name: str, *, variable: bool) -> ThresholdReport:
    """Rows up to `split` are earlier. Of each unit, its first row alone is used to choose. Raises InputError."""
    earlier, later = rows.part(rows.time <= split), rows.part(rows.time > split)
    for part, words in ((earlier, "up to"), (later, "after")):
        if len(part.score) < MIN_LATER:
            raise InputError(
                f"only {len(part.score)} labelled rows are {words} the split, and {MIN_LATER} are needed: move it"
            )
    first = first_of_each(earlier.unit.tolist())
    threshold = choose_threshold(earlier.score[first], earlier.label[first], goal.target, goal.confidence)
    none, moment = unknown("no threshold was chosen"), str(date_of(int(split))) if variable else f"{split:g}"
    hit = np.zeros(len(later.score), bool) if threshold is None else later.score >= threshold
    chosen = None if threshold is None else earlier.score >= threshold
    precision = none if threshold is None else clustered_share(later.label[hit], later.unit[hit])
    return ThresholdReport(
        score=name,
        target=goal.target,
        confidence=goal.confidence,
        earlier=f"up to {moment}",
        later=f"after {moment}",
        labelled_earlier=len(earlier.score),
        labelled_later=len(later.score),
        threshold=threshold,
        earlier_precision=none if chosen is None else clustered_share(earlier.label[chosen], earlier.unit[chosen]),
        precision=precision,
        recall=none if threshold is None else clustered_share(hit[later.label], later.unit[later.label]),
        hits=int(hit.sum()),
        reached=None if precision.value is None else precision.value >= goal.target,
        when=f"{name} >= {threshold:g}" if variable and threshold is not None else None,
        notes=_notes(threshold, goal),
    )


def _notes(threshold: float | None, goal: Goal) -> tuple[str, ...]:
    labels = "Labels exist only for what was reviewed, and the precision holds for that."
    if threshold is None:
        return (
            f"No threshold is shown to reach a precision of {goal.target:g} with a confidence of "
            f"{goal.confidence:g}: more labels "
            "or a better score are needed, or a lower target.",
            labels,
        )
    return ("The precision on the later slice has noise of its own: see its interval.", labels)


def split_day(text: str) -> int:
    """Days since 1970-01-01. Raises InputError."""
    try:
        return (date.fromisoformat(text) - FIRST_DAY).days
    except ValueError as error:
        raise InputError(f"{text!r} is not a day: write the split as 2026-09-14") from error


def variable_rows(engine: Engine, name: str, days: Sequence[int], labels: Labelling) -> ScoredRows:
    """The labelled creators of these days with a variable as their score. Raises InputError for a name that is no
    number that creators have."""
    variable = declared_variables().get(name)
    if variable is None or variable.type != "number" or variable.source == "posts" or variable.refused:
        near = nearest_variable(name)
        hint = f"write {near}" if near and near != name else "see clausewise insights strategies list --variables"
        raise InputError(f"{name} is no number of creators that a strategy may read: {hint}")
    parts = []
    for day in days:
        subjects = read_subjects(engine, day, names=[name])
        found, values = labels.labels(subjects), subjects.values[name].astype(np.float64)
        chosen = (found != UNKNOWN) & ~np.isnan(values)
        time = np.full(int(chosen.sum()), float(day))
        parts.append(ScoredRows(values[chosen], found[chosen] == 1, time, subjects.creator_id[chosen]))
    return ScoredRows(*(np.concatenate([getattr(part, field) for part in parts]) for field in _FIELDS))


_FIELDS = ("score", "label", "time", "unit")


def read_scored_rows(path: Path) -> ScoredRows:
    """A CSV file with the columns score, label (1 or 0), time (a number), and, if cases repeat, unit. Raises
    InputError."""
    try:
        reader = csv.DictReader(read_utf8(path).splitlines())
    except NotUtf8 as error:
        raise InputError(f"{path.name} is {error}") from error
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"{path.name} has no column {missing[0]}: it needs {', '.join(COLUMNS)}, and may have unit")
    score, label, time, unit = [], [], [], []
    for number, row in enumerate(reader, 2):
        try:
            score.append(float(row["score"]))
            time.append(float(row["time"]))
            label.append({"0": False, "1": True}[(row["label"] or "").strip()])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path.name}, line {number}: score and time must be numbers, and label 1 or 0") from error
        unit.append(row.get("unit") or f"line {number}")
    return ScoredRows(np.array(score, float), np.array(label, bool), np.array(time, float), np.array(unit, object))
