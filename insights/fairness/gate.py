"""The gate of a release: fails where a gap between groups widened beyond a margin, and names it."""

from pathlib import Path

import numpy as np
from pydantic import ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from insights.estimate import CONFIDENCE, Estimate, Floats, normal_quantile
from insights.fairness.report import FairnessReport, Gap, GroupedMeasure
from insights.fairness.shares import share_of, sums

MARGIN = 0.02


class Change(FrozenModel):
    """How much wider a gap is: |after| less |before|. `simultaneous` bounds hold for all comparisons of the gate at
    once. `same_units`: the share of the units of the later report that the earlier one has; above 0 the interval is
    paired. `widened`: the change is above the margin and the simultaneous interval above zero."""

    measure: str
    dimension: str
    group: str
    other: str
    before: float
    after: float
    change: Estimate
    simultaneous: tuple[float, float]
    same_units: float
    widened: bool


class GateReport(FrozenModel):
    """`missing`: gaps of the earlier report that the later one lacks; nothing is known of them."""

    margin: float
    passed: bool
    changes: tuple[Change, ...]
    missing: tuple[str, ...]


def read_report(path: Path) -> FairnessReport:
    """Raises InputError."""
    try:
        return FairnessReport.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist: save a report by --save first") from error
    except ValidationError as error:
        message = f"{path} is no report on fairness: save one by clausewise insights fairness --save"
        raise InputError(message) from error


def compare_reports(before: FairnessReport, after: FairnessReport, margin: float = MARGIN) -> GateReport:
    """Raises InputError where the reports have no gap in common, which is no pass."""
    if margin < 0:
        raise InputError("the margin is a share of at least 0, such as 0.02")
    earlier, later = _gaps(before), _gaps(after)
    common = [key for key in later if key in earlier]
    if not common:
        raise InputError("the two reports have no gap between groups in common: nothing can be compared")
    confidence = 1 - (1 - CONFIDENCE) / len(common)
    changes = tuple(_change(earlier[key], later[key], margin, confidence) for key in common)
    return GateReport(
        margin=margin,
        passed=not any(change.widened for change in changes),
        changes=changes,
        missing=tuple(", ".join(key) for key in earlier if key not in later),
    )


Key = tuple[str, str, str, str]
Measured = tuple[GroupedMeasure, Gap]


def _gaps(report: FairnessReport) -> dict[Key, Measured]:
    """Those with a number."""
    return {
        (one.measure, one.dimension, gap.group, gap.other): (one, gap)
        for one in report.measures
        for gap in one.gaps
        if gap.estimate.value is not None
    }


def _change(before: Measured, after: Measured, margin: float, confidence: float) -> Change:
    first, second = before[1].estimate.value or 0.0, after[1].estimate.value or 0.0
    # the widths are read in the direction of each gap, so that a gap that turned round is no narrower
    signs = (1.0 if first >= 0 else -1.0, 1.0 if second >= 0 else -1.0)
    change = abs(second) - abs(first)
    error, same = _error(before, after, signs)
    half, wide = normal_quantile() * error, normal_quantile(confidence) * error
    measured, gap = after
    return Change(
        measure=measured.measure,
        dimension=measured.dimension,
        group=gap.group,
        other=gap.other,
        before=first,
        after=second,
        change=Estimate(change, change - half, change + half, gap.estimate.size),
        simultaneous=(change - wide, change + wide),
        same_units=same,
        widened=change > margin and change - wide > 0,
    )


def _error(before: Measured, after: Measured, signs: tuple[float, float]) -> tuple[float, float]:
    """The standard error of the change, and the share of the later units that are in both. A unit in both moves both
    gaps, which makes the change more certain where the cases are the same."""
    first, second = _influence(*before), _influence(*after)
    if first is None or second is None:
        spreads = [((one[1].estimate.half_width or 0.0) / normal_quantile()) ** 2 for one in (before, after)]
        return float(np.sqrt(sum(spreads))), 0.0
    moved = {unit: signs[1] * value for unit, value in second.items()}
    for unit, value in first.items():
        moved[unit] = moved.get(unit, 0.0) - signs[0] * value
    same = sum(unit in first for unit in second) / max(len(second), 1)
    return float(np.sqrt(sum(value**2 for value in moved.values()))), same


def _influence(measured: GroupedMeasure, gap: Gap) -> dict[str, float] | None:
    """How far each unit moves the gap; None where the report was saved without the sums of units."""
    if measured.sums is None:
        return None
    group = [rate.group for rate in measured.groups].index(gap.group)
    size = len(measured.sums.units)
    cells = np.array(measured.sums.cells, np.float64).reshape(-1, 4)
    own = cells[:, 1] == group
    one, other = _of_part(cells[own], size), _of_part(cells[~own], size)
    return dict(zip(measured.sums.units, (one - other).tolist(), strict=True))


def _of_part(cells: Floats, size: int) -> Floats:
    unit = cells[:, 0].astype(np.int64)
    share = share_of(sums(unit, cells[:, 2], size), sums(unit, cells[:, 3], size), len(cells))
    return np.zeros(size) if share is None else share.influence
