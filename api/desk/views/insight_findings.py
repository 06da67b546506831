"""Rates by group, strategies with their hits, and effects of experiments, as rows of a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from insights.estimate import Estimate
from insights.experiments.report import Effect
from insights.fairness.report import GroupedMeasure
from insights.strategies.listing import StrategyList
from insights.strategies.stored_hits import HitsReport
from insights.weekly import shown

SHARE = "share"


@dataclass(frozen=True)
class GroupRow:
    """`gap`: against all other groups; `holds`: also after the correction for so many groups."""

    group: str
    rate: str
    interval: str
    cases: int
    gap: str
    holds: bool


@dataclass(frozen=True)
class StrategyRow:
    strategy: str
    version: int
    title: str
    owner: str
    state: str
    action: str
    expires: str
    condition: str
    review_only: tuple[str, ...]
    hits: int
    creators: int


@dataclass(frozen=True)
class EffectRow:
    """`interval` is the one to read now: that of the planned end, or before it the one that holds at every look."""

    arm: str
    units: int
    value: str
    control: str
    difference: str
    interval: str
    relative: str
    note: str


def group_rows(measured: GroupedMeasure) -> tuple[GroupRow, ...]:
    """The highest rate first; groups that are too small come last."""
    gaps = {gap.group: gap for gap in measured.gaps}
    rows = []
    for one in sorted(measured.groups, key=lambda group: -(group.estimate.value or -1.0)):
        gap = gaps.get(one.group)
        rows.append(
            GroupRow(
                group=one.group,
                rate=shown(one.estimate.value, SHARE) if one.estimate.value is not None else one.estimate.note,
                interval=_range(one.estimate, SHARE),
                cases=one.cases,
                gap=f"{_signed(gap.estimate.value)} ({_range(gap.estimate, SHARE)})" if gap else "",
                holds=bool(gap and gap.holds),
            )
        )
    return tuple(rows)


def rate_rows(measured: GroupedMeasure) -> list[dict[str, Any]]:
    """For a chart: groups whose rate is known."""
    known = [one for one in measured.groups if one.estimate.value is not None]
    return [
        {"name": one.group, "value": one.estimate.value, "low": one.estimate.low, "high": one.estimate.high}
        for one in sorted(known, key=lambda group: -(group.estimate.value or 0.0))
    ]


def strategy_rows(listed: StrategyList, hits: HitsReport) -> tuple[StrategyRow, ...]:
    """With hits of any version."""
    return tuple(
        StrategyRow(
            strategy=one.strategy.id,
            version=one.strategy.version,
            title=one.strategy.title,
            owner=one.strategy.owner,
            state=one.state.replace("_", " "),
            action=str(one.strategy.action),
            expires=str(one.strategy.expires),
            condition=one.strategy.when,
            review_only=one.review_only,
            hits=sum(count.hits for count in hits.counts if count.strategy == one.strategy.id),
            creators=max((count.creators for count in hits.counts if count.strategy == one.strategy.id), default=0),
        )
        for one in listed.strategies
    )


def effect_rows(effects: Sequence[Effect], unit: str, *, ended: bool) -> tuple[EffectRow, ...]:
    return tuple(_effects(effects, unit, ended))


def _effects(effects: Sequence[Effect], unit: str, ended: bool) -> Iterator[EffectRow]:
    for one in effects:
        low, high = (one.low, one.high) if ended else (one.anytime_low, one.anytime_high)
        relative = "" if one.relative is None else f"{one.relative:+.0%}"
        bounds = (
            "" if one.relative_low is None or not ended else f" ({one.relative_low:+.0%} to {one.relative_high:+.0%})"
        )
        yield EffectRow(
            arm=one.arm,
            units=one.units,
            value=shown(one.value, unit),
            control=shown(one.control_value, unit),
            difference=shown(one.difference, unit) if one.difference is not None else "not shown",
            interval="" if low is None or high is None else f"{shown(low, unit)} to {shown(high, unit)}",
            relative=f"{relative}{bounds}",
            note=one.note,
        )


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.1%}"


def _range(found: Estimate, unit: str) -> str:
    if found.low is None or found.high is None:
        return ""
    return f"{shown(found.low, unit)} to {shown(found.high, unit)}"
