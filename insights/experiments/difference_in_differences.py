"""Difference in differences: what a change did to those that it was made for, less what happened to others anyway."""

from dataclasses import dataclass

import numpy as np

from domain.errors import InputError
from insights.experiments.difference_checks import (
    MIN_PERIODS,
    early_placebos,
    early_trend,
    market_placebos,
    permutation_p_value,
)
from insights.experiments.difference_report import DifferenceReport, Placebo, Trend
from insights.experiments.period_rows import Contrast, PeriodRows, before_and_after

MIN_CLUSTERS = 5
TREND_ALARM_BELOW = 0.05


@dataclass(frozen=True)
class Differences:
    """`first_after`: the first period in which the change was in force."""

    metric: str
    first_after: int
    confidence: float = 0.95
    despite_problems: bool = False


def estimate_differences(rows: PeriodRows, options: Differences) -> DifferenceReport:
    """Raises InputError where there is no group or no period to compare."""
    before, after = _periods(rows, options.first_after)
    counts = rows.clusters(True), rows.clusters(False)
    earlier = rows.select(rows.period < options.first_after)
    placebos = early_placebos(earlier, before, options.confidence)
    trend = early_trend(rows, before, options.first_after, options.confidence) if len(before) >= MIN_PERIODS else None
    problems = _problems(counts, trend, placebos)
    effect = before_and_after(rows, options.first_after)
    shown = not np.isnan(effect.value) and (not problems or options.despite_problems) and min(counts) > 1
    low, high = effect.interval(options.confidence) if shown else (None, None)
    return DifferenceReport(
        metric=options.metric,
        first_after=options.first_after,
        treated_clusters=counts[0],
        control_clusters=counts[1],
        periods_before=len(before),
        periods_after=len(after),
        difference=effect.value if shown else None,
        low=low,
        high=high,
        p_value=effect.p_value if shown else None,
        permutation_p_value=permutation_p_value(rows, options.first_after, effect) if shown else None,
        trend=trend,
        placebos=placebos,
        market_placebos=market_placebos(rows, options.first_after),
        problems=(*problems, *(["a group has no denominator before or after"] if np.isnan(effect.value) else [])),
        notes=(*_notes(trend, effect, len(before), shown), *_market_notes(rows)),
    )


def _periods(rows: PeriodRows, first_after: int) -> tuple[list[int], list[int]]:
    if rows.treated.all() or not rows.treated.any():
        raise InputError("all units are in one group: differences need treated ones and others")
    if len({(c, t) for c, t in zip(rows.cluster, rows.treated, strict=True)}) > len({*rows.cluster.tolist()}):
        raise InputError("a cluster is in both groups: errors need clusters that are treated as a whole")
    groups = [{*rows.period[rows.treated == group].tolist()} for group in (True, False)]
    both = groups[0] & groups[1]
    sides = [sorted(p for p in both if (p >= first_after) == later) for later in (False, True)]
    for side, name in zip(sides, ("before the change", "from the change on"), strict=True):
        if not side:
            raise InputError(f"there is no period {name} in which both groups have rows: nothing to compare")
    return sides[0], sides[1]


def _problems(counts: tuple[int, int], trend: Trend | None, placebos: tuple[Placebo, ...]) -> list[str]:
    problems = []
    for name, number in zip(("treated", "other"), counts, strict=True):
        if number < MIN_CLUSTERS:
            problems.append(f"{number} {name} clusters: clustered errors need at least {MIN_CLUSTERS}")
    if trend is not None and trend.p_value < TREND_ALARM_BELOW / 2:
        problems.append(f"the groups moved apart before the change already (p = {trend.p_value:.2g}), not in parallel")
    worst = min((one.p_value for one in placebos), default=1.0)
    if worst * max(len(placebos), 1) < TREND_ALARM_BELOW / 2:
        problems.append(f"an effect shows before the change, where there can be none (p = {worst:.2g})")
    return problems


def _notes(trend: Trend | None, effect: Contrast, periods: int, shown: bool) -> tuple[str, ...]:
    notes = []
    if trend is None:
        notes.append(f"{periods} periods before the change: parallel trends need {MIN_PERIODS} to be checked")
    elif shown and trend.drift_low <= effect.value <= trend.drift_high:
        notes.append(
            f"a trend that the time before does not rule out would by itself bring {trend.drift_low:.3g} to "
            f"{trend.drift_high:.3g}, which the effect lies within"
        )
    return tuple(notes)


def _market_notes(rows: PeriodRows) -> tuple[str, ...]:
    if rows.market is None:
        return ()
    count = len({str(market) for market in rows.market[rows.treated]})
    if count >= MIN_CLUSTERS:
        return ()
    return (
        f"the change was made in {count} market{'s'[: count != 1]}: what else happened to a whole market is not in the "
        "interval, so compare it with the effects of markets without the change",
    )
