"""The report on the fairness of enforcement: each measure by group, with the gaps between groups."""

from collections.abc import Sequence
from hashlib import blake2s
from itertools import combinations

import numpy as np

from domain.base import FrozenModel
from insights.estimate import CONFIDENCE, Estimate, unknown
from insights.fairness.measures import Measure, MeasureRows, Worse
from insights.fairness.shares import (
    GroupSums,
    Share,
    gap_estimate,
    gap_interval,
    gap_p_value,
    group_sums,
    holm,
)

MIN_GROUP = 50
ALPHA = 1 - CONFIDENCE


class GroupRate(FrozenModel):
    """`cases` are the rows of the denominator; `estimate.size` is the number of units, such as creators."""

    group: str
    cases: int
    estimate: Estimate


class Gap(FrozenModel):
    """`group` less `other`. `adjusted_p_value`: of so many comparisons (Holm); the gap `holds` below 0.05."""

    group: str
    other: str
    estimate: Estimate
    p_value: float
    adjusted_p_value: float
    holds: bool


class UnitSums(FrozenModel):
    """Sums by unit and group, from which a later report finds the same cases. `units` are hashes; `cells` are
    (unit, group, numerator, denominator)."""

    units: tuple[str, ...]
    cells: tuple[tuple[int, int, float, float], ...]


class GroupedMeasure(FrozenModel):
    """A measure by one dimension. `gaps` compare each group with all others; `widest` is the gap between the highest
    and the lowest group, with an interval for all pairs at once. `unknown_group`: rows whose group is unknown."""

    measure: str
    title: str
    basis: str
    worse: Worse
    dimension: str
    groups: tuple[GroupRate, ...]
    gaps: tuple[Gap, ...]
    widest: Gap | None
    unknown_group: int
    sums: UnitSums | None = None


class FairnessReport(FrozenModel):
    """`cannot_say`: what these data cannot answer, in sentences."""

    source: str
    min_group: int
    measures: tuple[GroupedMeasure, ...]
    cannot_say: tuple[str, ...]

    def without_sums(self) -> "FairnessReport":
        bare = tuple(one.model_copy(update={"sums": None}) for one in self.measures)
        return self.model_copy(update={"measures": bare})


def fairness_report(
    rows: Sequence[MeasureRows], source: str, cannot_say: Sequence[str] = (), min_group: int = MIN_GROUP
) -> FairnessReport:
    """Every measure by every dimension of its rows."""
    measures = tuple(_grouped(one, dimension, min_group) for one in rows for dimension in one.dimensions)
    return FairnessReport(source=source, min_group=min_group, measures=measures, cannot_say=tuple(cannot_say))


def _grouped(rows: MeasureRows, dimension: str, min_group: int) -> GroupedMeasure:
    groups = rows.dimensions[dimension]
    sums = group_sums(rows.numerator, rows.denominator, rows.unit.tolist(), groups.tolist())
    shares = {place: share for place in range(len(sums.groups)) if (share := sums.share(place)) is not None}
    shown = {place: share for place, share in shares.items() if share.cases >= min_group}
    measure: Measure = rows.measure
    return GroupedMeasure(
        measure=measure.id,
        title=measure.title,
        basis=measure.basis,
        worse=measure.worse,
        dimension=dimension,
        groups=tuple(_rate(sums.groups[place], share, min_group) for place, share in shares.items()),
        gaps=_gaps(sums, shown, min_group),
        widest=_widest(sums.groups, shown),
        unknown_group=sum(group is None for group in groups[rows.denominator != 0].tolist()),
        sums=_unit_sums(sums),
    )


def _rate(group: str, share: Share, min_group: int) -> GroupRate:
    small = f"{share.cases} cases: no number below {min_group}"
    estimate = share.estimate() if share.cases >= min_group else unknown(small, share.units)
    return GroupRate(group=group, cases=share.cases, estimate=estimate)


def _gaps(sums: GroupSums, shown: dict[int, Share], min_group: int) -> tuple[Gap, ...]:
    """Each group against all others; of two groups, the first against the second alone."""
    compared = [(place, share, sums.others(place)) for place, share in shown.items()]
    found = [(place, share, rest) for place, share, rest in compared if rest is not None and rest.cases >= min_group]
    if len(sums.groups) == 2:
        found = found[:1]
    p_values = [gap_p_value(share, rest) for _, share, rest in found]
    adjusted = holm(p_values)
    return tuple(
        Gap(
            group=sums.groups[place],
            other=sums.groups[1 - place] if len(sums.groups) == 2 else "all others",
            estimate=gap_estimate(share, rest),
            p_value=p_value,
            adjusted_p_value=corrected,
            holds=corrected < ALPHA,
        )
        for (place, share, rest), p_value, corrected in zip(found, p_values, adjusted, strict=True)
    )


def _widest(names: Sequence[str], shown: dict[int, Share]) -> Gap | None:
    """Selected because it is the widest, so that its interval holds for all pairs at once (Bonferroni)."""
    if len(shown) < 2:
        return None
    low = min(shown, key=lambda place: shown[place].value)
    high = max(shown, key=lambda place: shown[place].value)
    if low == high or min(shown[low].units, shown[high].units) < 2:
        return None
    pairs = len([*combinations(shown, 2)])
    p_value = gap_p_value(shown[high], shown[low])
    bounds = gap_interval(shown[high], shown[low], 1 - ALPHA / pairs)
    units = shown[high].units + shown[low].units
    adjusted = min(p_value * pairs, 1.0)
    return Gap(
        group=names[high],
        other=names[low],
        estimate=Estimate(shown[high].value - shown[low].value, *bounds, units),
        p_value=p_value,
        adjusted_p_value=adjusted,
        holds=adjusted < ALPHA,
    )


def _unit_sums(sums: GroupSums) -> UnitSums:
    cells = tuple(
        (unit, group, float(sums.numerator[unit, group]), float(sums.denominator[unit, group]))
        for unit, group in np.argwhere(sums.denominator != 0).tolist()
    )
    return UnitSums(units=tuple(_hashed(unit) for unit in sums.units.tolist()), cells=cells)


def _hashed(unit: str) -> str:
    """So that a saved report names no creator."""
    return blake2s(unit.encode(), digest_size=8).hexdigest()
