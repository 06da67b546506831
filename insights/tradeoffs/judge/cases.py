"""Reads labelled decisions with the judge's probability, from a run of the evaluation or a CSV file."""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from domain.errors import InputError
from insights.estimate import Floats

RESULTS = "results.jsonl"
OUTCOMES = {"violation": True, "1": True, "true": True, "no_violation": False, "0": False, "false": False}


class OperatingPoint(FrozenModel):
    """`violation_from` of 1.1: never a violation without a person."""

    review_from: float
    violation_from: float


@dataclass(frozen=True, eq=False)
class JudgedCases:
    """One value a case. `unit` repeats where cases depend on each other, such as cases of one creator. `threshold`: the
    judge's own, nan where unknown. `left_out` cases had no probability or no label of a violation or none."""

    probability: Floats
    is_violation: NDArray[np.bool_]
    weight: Floats
    unit: NDArray[np.object_]
    threshold: Floats
    left_out: int = 0

    def part(self, chosen: NDArray[np.bool_]) -> "JudgedCases":
        return JudgedCases(
            self.probability[chosen],
            self.is_violation[chosen],
            self.weight[chosen],
            self.unit[chosen],
            self.threshold[chosen],
        )

    def present_point(self, margin: float) -> OperatingPoint | None:
        """The judge's own threshold, in the middle of those of the cases, with the margin to either side; None where
        no case names one."""
        known = self.threshold[~np.isnan(self.threshold)]
        if not len(known):
            return None
        middle = float(np.median(known))
        return OperatingPoint(review_from=middle - margin, violation_from=middle + margin)

    def with_share(self, share: float) -> "JudgedCases":
        """Weighted so that violations are this share of all cases. Raises InputError."""
        if not 0 < share < 1:
            raise InputError("the share of violations is between 0 and 1, such as 0.02")
        bad = float(self.weight[self.is_violation].sum())
        good = float(self.weight[~self.is_violation].sum())
        if not bad or not good:
            raise InputError("the cases need violations and others")
        factor = np.where(self.is_violation, share / bad, (1 - share) / good) * len(self.weight)
        weight = self.weight * factor
        return JudgedCases(self.probability, self.is_violation, weight, self.unit, self.threshold, self.left_out)


Fields = tuple[float, bool, float, str, float]


def read_judged(path: Path) -> JudgedCases:
    """A CSV file (probability, truth, and if you like unit, weight, threshold), the folder of a run, or its results or
    a baseline as JSON lines, also compressed. Raises InputError with the line."""
    file = path / RESULTS if path.is_dir() else path
    try:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"{file} does not exist: name a CSV file, or a folder made by clausewise eval run") from error
    except (UnicodeDecodeError, gzip.BadGzipFile) as error:
        raise InputError(f"{file} is no text in UTF-8") from error
    reader = _csv_rows if file.suffix == ".csv" else _json_rows
    rows = [*reader(file, text)]
    found = [row for row in rows if row is not None]
    if not found:
        raise InputError(f"{file} has no case with a probability and a label")
    probability, violation, weight, unit, threshold = zip(*found, strict=True)
    return JudgedCases(
        np.array(probability, np.float64),
        np.array(violation, bool),
        np.array(weight, np.float64),
        np.array(unit, object),
        np.array(threshold, np.float64),
        len(rows) - len(found),
    )


def _csv_rows(file: Path, text: str) -> Iterator[Fields | None]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    if not {"probability", "truth"} <= {*names}:
        raise InputError(f"{file} needs the columns probability and truth, and may have unit, weight and threshold")
    reader.fieldnames = names
    for number, row in enumerate(reader, 2):
        yield _fields(f"{file}:{number}", row, row["truth"], row.get("unit") or f"line {number}")


def _json_rows(file: Path, text: str) -> Iterator[Fields | None]:
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{file}:{number}"
        try:
            row = json.loads(line)
            gold, decision = row["gold"], row.get("decision")
            verdict = decision["verdict"] if decision else row
            unit = row.get("group") or row["case_id"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{place} is no result of clausewise eval run") from error
        values = {name: verdict.get(name) for name in ("probability", "threshold")}
        yield _fields(place, values, gold.get("outcome"), str(unit))


def _fields(place: str, row: Mapping[str, Any], truth: Any, unit: str) -> Fields | None:
    """None where the probability or the label is missing, or the label is that a person must decide."""
    if row.get("probability") in (None, "") or truth in (None, "", "needs_review"):
        return None
    label = OUTCOMES.get(str(truth).strip().lower())
    if label is None:
        raise InputError(f"{place}: truth is {truth!r}, but violation, no_violation, 1 or 0 is needed")
    probability = _number(place, row, "probability", 0.0)
    if not 0 <= probability <= 1:
        raise InputError(f"{place}: the probability is {probability}, but it is from 0 to 1")
    weight = _number(place, row, "weight", 1.0)
    if not weight > 0:
        raise InputError(f"{place}: the weight is {weight}, but it must be above 0")
    return probability, label, weight, unit, _number(place, row, "threshold", float("nan"))


def _number(place: str, row: Mapping[str, Any], name: str, default: float) -> float:
    value = row.get(name)
    if value in (None, ""):
        return default
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise InputError(f"{place}: {name} is {value!r}, which is no number") from error
    if not np.isfinite(number):
        raise InputError(f"{place}: {name} is {value!r}, which is no finite number")
    return number
