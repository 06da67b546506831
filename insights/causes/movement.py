"""The rows of a metric before and after it moved, and what follows from their sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from insights.causes.cause import Cause
from insights.causes.cells import Kind
from insights.causes.composition import Effect, count_effects, rate_effects
from insights.causes.moments import FirstMoment, first_moment
from insights.causes.search import search_causes
from insights.causes.waterfall import Key
from insights.estimate import Estimate, wilson
from insights.metrics.estimates import estimate
from insights.metrics.metric import Metric
from insights.metrics.reading import read_unit_sums
from insights.metrics.rows import MetricRows, daily, grouped
from warehouse.engines.base import Engine

BASELINE_DAYS = 28
EARLIER_DAYS = 7  # a change may have begun before the days that were asked for


@dataclass(frozen=True)
class Movement:
    """The rows of a metric in the four weeks before `first_day`, and in the days that moved."""

    metric: Metric
    rows: MetricRows
    days: int
    last_day: int

    @property
    def first_day(self) -> int:
        return self.last_day - self.days + 1

    @cached_property
    def before(self) -> MetricRows:
        return self.rows.between(self.first_day - BASELINE_DAYS, self.first_day - 1)

    @cached_property
    def after(self) -> MetricRows:
        return self.rows.between(self.first_day, self.last_day)

    @property
    def is_count(self) -> bool:
        return self.metric.kind == "count"

    @property
    def kind(self) -> Kind:
        return "count" if self.is_count else "rate"

    @property
    def periods(self) -> tuple[int, int]:
        return BASELINE_DAYS, self.days

    def total(self, rows: MetricRows, days: int) -> float | None:
        """A ratio, or a number a day; on the scale of the metric."""
        below = float(days) if self.is_count else float(rows.denominator.sum())
        return float(rows.numerator.sum()) / below * self.metric.scale if below else None

    def excess(self, values: Mapping[str, str | None]) -> float:
        """What a slice has beyond its own rate before (a new one: beyond the rate of all), or its own number a day; in
        units of the numerator."""
        old, new = self.before.slice(values), self.after.slice(values)
        if self.is_count:
            return float(new.numerator.sum() - old.numerator.sum() * self.days / BASELINE_DAYS)
        if not old.denominator.sum():
            old = self.before
        return float(new.numerator.sum() - new.denominator.sum() * old.numerator.sum() / old.denominator.sum())

    def share(self, values: Mapping[str, str | None]) -> float | None:
        """The part of the whole excess that a slice has; None if nothing moved."""
        whole = self.excess({})
        return self.excess(values) / whole if whole else None

    def causes(self) -> list[Cause]:
        """Slices that moved in the direction of the whole, best first; against all days before, on the scale of the
        metric (of a count, a day)."""
        whole = self.excess({})
        if not whole:
            return []
        sign = 1 if whole > 0 else -1
        found = search_causes(self.before, self.after, self.metric.dimensions, self.kind, sign)
        moved = [cause for cause in map(self._against_all_days, found) if cause.excess * sign > 0]
        answers = [*dict.fromkeys(cause.answer for cause in moved)]
        return [cause.model_copy(update={"answer": answers.index(cause.answer)}) for cause in moved]

    def _against_all_days(self, cause: Cause) -> Cause:
        old, new = self.before.slice(cause.slice), self.after.slice(cause.slice)
        numbers = {
            "excess": self.excess(cause.slice),
            "share": min(self.share(cause.slice) or 0.0, 1.0),
            "before": self.total(old, BASELINE_DAYS),
            "after": self.total(new, self.days),
        }
        return cause.model_copy(update=numbers)


def effects_of(movement: Movement, dimensions: Sequence[str]) -> dict[Key, Effect]:
    """By slice, on the scale of the metric."""
    old, new = grouped(movement.before, dimensions), grouped(movement.after, dimensions)
    found = count_effects(old, new, *movement.periods) if movement.is_count else rate_effects(old, new)
    scale = movement.metric.scale
    return {key: Effect(mix=one.mix * scale, behaviour=one.behaviour * scale) for key, one in found.items()}


def moment_of(movement: Movement, answer: Sequence[Cause]) -> FirstMoment:
    """Of the slices that explain the movement together."""
    if not answer:
        return FirstMoment(note="no slice stands out, so there is none whose days could be looked at")
    first = movement.first_day
    parts = [daily(movement.rows.slice(one.slice), first - BASELINE_DAYS, movement.last_day) for one in answer]
    series = replace(
        parts[0],
        numerator=np.sum([part.numerator for part in parts], axis=0),
        denominator=np.sum([part.denominator for part in parts], axis=0),
    )
    sign = 1 if answer[0].excess > 0 else -1
    return first_moment(series, sign, movement.is_count, first - EARLIER_DAYS, movement.last_day)


def period_estimate(engine: Engine, movement: Movement, first: int, last: int, as_of: int) -> Estimate:
    """Of the metric in a period; of a count, a day. The share of creators is of those of each day, so that periods of
    different lengths compare."""
    metric = movement.metric
    if metric.kind == "unit_share":
        rows = movement.rows.between(first, last)
        return wilson(float(rows.numerator.sum()), float(rows.denominator.sum()))
    found = estimate(metric, read_unit_sums(engine, metric, first, last, as_of=as_of).get((), ()))
    if not movement.is_count or found.value is None:
        return found
    days = last - first + 1
    value, low, high = (None if one is None else one / days for one in (found.value, found.low, found.high))
    return replace(found, value=value, low=low, high=high)
