"""Reads labelled cases from CSV files: flagged, truth and the groups, and if there are any the weight and the unit."""

import csv
import io
from collections.abc import Sequence
from hashlib import blake2s
from pathlib import Path

import numpy as np

from domain.errors import InputError
from insights.fairness.measures import LabelledCases, labelled_measures, missing_labels
from insights.fairness.report import MIN_GROUP, FairnessReport, fairness_report

FLAGGED, TRUTH, WEIGHT, UNIT = "flagged", "truth", "weight", "unit"
GROUP = "group"
TRUE, FALSE = {"1", "true", "yes", "violation"}, {"0", "false", "no", "no_violation"}
Row = dict[str, str]


def file_fairness(
    paths: Sequence[Path], dimensions: Sequence[str] = (GROUP,), min_group: int = MIN_GROUP
) -> FairnessReport:
    """The report on labelled cases of CSV files. Raises InputError."""
    cases, weighted = read_cases(paths, [name.lower() for name in dimensions])
    rows = labelled_measures(cases, "labelled cases, weighted" if weighted else "labelled cases")
    source = ", ".join(path.name for path in paths)
    return fairness_report(rows, source, missing_labels(cases, weighted), min_group)


def read_cases(paths: Sequence[Path], dimensions: Sequence[str] = (GROUP,)) -> tuple[LabelledCases, bool]:
    """The cases of all files, and whether they have weights. A row without a unit is a unit of its own. Raises
    InputError with the file and the line."""
    rows = [(place, row) for path in paths for place, row in _read(path, dimensions)]
    if not rows:
        raise InputError("the files have no case: each line after the header is one")
    weighted = any(row.get(WEIGHT) for _, row in rows)
    cases = LabelledCases(
        np.array([_flag(place, row, FLAGGED) == 1 for place, row in rows], bool),
        np.array([_flag(place, row, TRUTH) for place, row in rows]),
        np.array([_weight(place, row, weighted) for place, row in rows]),
        np.array([row.get(UNIT) or place for place, row in rows], object),
        {name: np.array([row[name] or None for _, row in rows], object) for name in dimensions},
    )
    return cases, weighted


def _read(path: Path, dimensions: Sequence[str]) -> list[tuple[str, Row]]:
    """Each row with its place, which no other file has."""
    try:
        content = path.read_bytes()
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        _require(path, names, (*dimensions, FLAGGED, TRUTH))
        reader.fieldnames = names
        digest = blake2s(content, digest_size=4).hexdigest()
        place = f"{path.name} ({digest}), line"
        return [(f"{place} {number}", _clean(path, number, row)) for number, row in enumerate(reader, 2)]
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is no CSV file in UTF-8: {error}") from error


def _clean(path: Path, number: int, row: dict[str, str | None]) -> Row:
    if None in row or None in row.values():
        raise InputError(f"{path}:{number} has more or fewer values than the header")
    return {name: (value or "").strip() for name, value in row.items()}


def _require(path: Path, names: Sequence[str], wanted: Sequence[str]) -> None:
    if missing := [name for name in wanted if name not in names]:
        raise InputError(
            f"{path} has no column {', '.join(missing)}: it needs {', '.join(wanted)}, and may have {WEIGHT} and {UNIT}"
        )


def _flag(place: str, row: Row, name: str) -> float:
    """1 or 0; nan for an empty truth."""
    value = row[name].lower()
    if value in TRUE:
        return 1.0
    if value in FALSE:
        return 0.0
    if name == TRUTH and value in ("", "needs_review"):
        return float("nan")
    raise InputError(f"{place}: {name} is {row[name]!r}, but 1 or 0 is needed")


def _weight(place: str, row: Row, weighted: bool) -> float:
    if not weighted:
        return 1.0
    try:
        value = float(row.get(WEIGHT) or "nan")
    except ValueError:
        value = float("nan")
    if not 0 < value < float("inf"):
        raise InputError(f"{place}: the weight is {row.get(WEIGHT)!r}, but a number above 0 is needed in every line")
    return value
