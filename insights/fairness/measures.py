"""What is measured of enforcement: false-positive rate, precision, missed violations, appeals, each from its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from insights.estimate import Floats

Worse = Literal["higher", "lower"]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Measure:
    """`worse`: which direction harms the creators of a group. `basis`: the cases that it rests on, in words."""

    id: str
    title: str
    basis: str
    worse: Worse


@dataclass(frozen=True, eq=False)
class MeasureRows:
    """One value a row: `numerator` out of `denominator` (weights), the `unit` that repeats, such as the creator, and
    the group by dimension, None where unknown."""

    measure: Measure
    numerator: Floats
    denominator: Floats
    unit: Texts
    dimensions: Mapping[str, Texts]


@dataclass(frozen=True, eq=False)
class LabelledCases:
    """One value a case. `truth` is 1 for a violation, 0 for none, nan where nobody labelled it."""

    flagged: NDArray[np.bool_]
    truth: Floats
    weight: Floats
    unit: Texts
    dimensions: Mapping[str, Texts]


def labelled_measures(cases: LabelledCases, basis: str) -> tuple[MeasureRows, ...]:
    """Of cases that were labelled whether flagged or not. What has no case is left out."""
    flagged, violation, compliant = cases.flagged, cases.truth == 1, cases.truth == 0
    labelled = violation | compliant
    return (
        _rows(cases, _false_positives(basis), flagged, compliant),
        _rows(cases, _precision(basis), violation, flagged & labelled),
        _rows(cases, _missed(basis), ~flagged, violation),
    )


def _false_positives(basis: str) -> Measure:
    return Measure("false_positive_rate", "Compliant cases that were called violations", basis, "higher")


def _precision(basis: str) -> Measure:
    return Measure("precision", "Violations found that are violations", basis, "lower")


def _missed(basis: str) -> Measure:
    return Measure("missed_rate", "Violations that were not found", basis, "higher")


def _rows(cases: LabelledCases, measure: Measure, counted: NDArray[np.bool_], among: NDArray[np.bool_]) -> MeasureRows:
    weight = cases.weight * among
    return MeasureRows(measure, weight * counted, weight, cases.unit, cases.dimensions)


def missing_labels(cases: LabelledCases, weighted: bool) -> tuple[str, ...]:
    """What cannot be said, because labels are missing or were not drawn at random."""
    labelled = ~np.isnan(cases.truth)
    flagged, others = cases.flagged, ~cases.flagged
    if not labelled[others].any():
        return ("No false-positive rate: no case that was not flagged has a label. Label a random sample of them.",)
    if weighted or not flagged.any():
        return ()
    seen, unseen = labelled[flagged].mean(), labelled[others].mean()
    if abs(seen - unseen) <= 0.05:
        return ()
    return (
        f"Labels cover {seen:.0%} of the flagged and {unseen:.0%} of the other cases: without weights, rates over both "
        "are those of the labelled cases and not of the platform.",
    )
