"""Checks how units were assigned, before any outcome is looked at."""

from collections.abc import Mapping

from domain.errors import InputError
from insights.experiments.report import CheckReport, SampleRatio
from insights.experiments.rows import OutcomeRows
from insights.experiments.sample_ratio import ALARM_BELOW, check_sample_ratio

SHOWN = 3


def check_assignment(
    rows: OutcomeRows, experiment: str, split: Mapping[str, float], alarm_below: float = ALARM_BELOW
) -> CheckReport:
    """Raises InputError where there is nothing to compare: an arm that was not intended, or a single one."""
    _require_arms(rows, split)
    sample_ratio = check_sample_ratio(rows, split, alarm_below)
    problems = (*rows.problems, *_broken_split(sample_ratio), *_leaking_clusters(rows))
    return CheckReport(experiment=experiment, problems=problems, notes=rows.notes, sample_ratio=sample_ratio)


def _require_arms(rows: OutcomeRows, split: Mapping[str, float]) -> None:
    unknown = [arm for arm in rows.arms if arm not in split]
    if unknown:
        intended = ", ".join(split)
        raise InputError(f"the arm {unknown[0]!r} has no intended share: the split names {intended}")
    if len(rows.arms) < 2:
        found = ", ".join(rows.arms) or "none"
        raise InputError(f"there is nothing to compare: units of two arms are needed, and the arms found are {found}")


def _broken_split(sample_ratio: SampleRatio) -> list[str]:
    if not sample_ratio.alarm:
        return []
    p_value = min(p for p in (sample_ratio.p_value, sample_ratio.stratum_p_value) if p is not None)
    gap = f"the largest gap is {sample_ratio.largest_gap:+.2%} of all {sample_ratio.counted}"
    return [f"the split is not the intended one (p = {p_value:.2g}; {gap}): find out which are missing"]


def _leaking_clusters(rows: OutcomeRows) -> list[str]:
    if rows.cluster is None:
        return []
    first: dict[object, object] = {}
    leaking = {c for c, arm in zip(rows.cluster, rows.arm, strict=True) if first.setdefault(c, arm) != arm}
    examples = ", ".join(sorted(map(str, leaking))[:SHOWN])
    if not leaking:
        return []
    return [f"{len(leaking):,} clusters have units in two arms, such as {examples}: the assignment leaks"]
