"""The outcomes of an experiment, one row a unit, and how rows are summed over the units that were randomised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Objects = NDArray[Any]
NO_FEATURES: Mapping[str, Objects] = MappingProxyType({})


@dataclass(frozen=True)
class Covariate:
    """The same or another metric from before the assignment, by unit; nan where it is unknown."""

    name: str
    numerator: Floats
    denominator: Floats | None = None


@dataclass(frozen=True)
class Values:
    """A metric by unit, each (units,). Without a denominator each unit counts once, so that the metric is a mean."""

    numerator: Floats
    denominator: Floats | None = None
    covariates: tuple[Covariate, ...] = ()


@dataclass(frozen=True)
class OutcomeRows:
    """`metrics` maps a name to its values. `cluster`: which units were randomised together. `stratum`: within which
    they were. An outcome is nan where it is missing. `problems` are why no effect holds."""

    unit: Objects
    arm: Objects
    metrics: Mapping[str, Values]
    cluster: Objects | None = None
    stratum: Objects | None = None
    features: Mapping[str, Objects] = field(default_factory=lambda: NO_FEATURES)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.unit)

    @property
    def arms(self) -> tuple[str, ...]:
        return tuple(sorted({str(arm) for arm in self.arm}))

    def select(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "OutcomeRows":
        return OutcomeRows(
            self.unit[chosen],
            self.arm[chosen],
            {name: select_values(values, chosen) for name, values in self.metrics.items()},
            None if self.cluster is None else self.cluster[chosen],
            None if self.stratum is None else self.stratum[chosen],
            {name: values[chosen] for name, values in self.features.items()},
            self.problems,
            self.notes,
        )


def select_values(values: Values, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Values:
    return Values(
        values.numerator[chosen],
        None if values.denominator is None else values.denominator[chosen],
        tuple(
            Covariate(one.name, one.numerator[chosen], None if one.denominator is None else one.denominator[chosen])
            for one in values.covariates
        ),
    )


@dataclass(frozen=True)
class ArmSums:
    """Sums over the independent units of an arm: `numerator` and `denominator` are (units,), `covariates` and their
    denominators (covariates, units). `rows`: how many rows they sum."""

    numerator: Floats
    denominator: Floats
    covariates: Floats
    covariate_denominators: Floats
    rows: int
    clustered: bool

    @property
    def size(self) -> int:
        return len(self.numerator)

    @property
    def ratio(self) -> float:
        """nan if the denominator is zero."""
        total = float(self.denominator.sum())
        return float(self.numerator.sum()) / total if total else float("nan")


def arm_sums(rows: OutcomeRows, metric: str, arm: str, strata: tuple[str, ...] = ()) -> ArmSums:
    """The independent units are the clusters, or else the rows. Each stratum but the first is a covariate."""
    inside = rows.arm == arm
    values = select_values(rows.metrics[metric], inside)
    once = np.ones(int(inside.sum()))
    covariates = [one.numerator for one in values.covariates]
    denominators = [once if one.denominator is None else one.denominator for one in values.covariates]
    if rows.stratum is not None:
        covariates.extend((rows.stratum[inside] == name).astype(np.float64) for name in strata[1:])
        denominators.extend(once for _ in strata[1:])
    denominator = once if values.denominator is None else values.denominator
    place = None if rows.cluster is None else np.unique(rows.cluster[inside].astype(str), return_inverse=True)[1]
    return ArmSums(
        _sum(values.numerator, place),
        _sum(denominator, place),
        _stack([_sum(one, place) for one in covariates], len(once)),
        _stack([_sum(one, place) for one in denominators], len(once)),
        len(once),
        place is not None,
    )


def _sum(values: Floats, place: NDArray[np.int64] | None) -> Floats:
    return values if place is None else np.bincount(place, values).astype(np.float64)


def _stack(parts: list[Floats], size: int) -> Floats:
    return np.array(parts) if parts else np.zeros((0, size))
