"""Why a metric moved: own changes, slices, composition, what was ruled out, the first moment, and a waterfall."""

from collections.abc import Mapping
from datetime import date

from domain.base import FrozenModel
from domain.days import date_of
from domain.errors import InputError
from insights.causes.cause import Cause
from insights.causes.composition import Composition, Effect
from insights.causes.moments import FirstMoment
from insights.causes.movement import BASELINE_DAYS, Movement, effects_of, moment_of, period_estimate
from insights.causes.own_changes import Explanation, day_number, read_own_changes, try_changes
from insights.causes.ruled_out import RuledOut, check_others
from insights.causes.waterfall import Key, Step, waterfall
from insights.causes.words import movement_words
from insights.estimate import Estimate
from insights.metrics.reading import read_rows
from insights.metrics.registry import Registry
from warehouse.engines.base import Engine

DAYS = 7
SHOWN = 5
CHANGES_DAYS = 60  # own changes so long before the movement are read


class RootCauseReport(FrozenModel):
    """`before` and `after` are on the scale of the metric; of a count, a day. `causes` are slices, best first; those of
    answer 0 explain the movement together. `composition` is by the dimensions of answer 0. `words` says it all."""

    metric: str
    title: str
    unit: str
    first_day: date
    last_day: date
    baseline_first_day: date
    baseline_last_day: date
    before: Estimate
    after: Estimate
    explanations: tuple[Explanation, ...]
    causes: tuple[Cause, ...]
    composition: Composition | None
    compositions: tuple[Composition, ...]
    ruled_out: tuple[RuledOut, ...]
    warnings: tuple[str, ...]
    first_moment: FirstMoment
    waterfall: tuple[Step, ...]
    words: tuple[str, ...]


def root_cause_report(
    engine: Engine, registry: Registry, metric_id: str, day: int, days: int = DAYS
) -> RootCauseReport:
    """Compares the `days` days until `day` (since 1970-01-01) with the four weeks before them; last days of a metric
    that are not complete are left out. Raises InputError for an unknown metric or a period without data, and
    MetricFileInvalid for SQL that cannot run."""
    metric = registry.metric(metric_id)
    if days < 1:
        raise InputError("at least one day must be compared: choose a larger number of days")
    last = day - metric.complete_after_days
    rows = read_rows(engine, metric, last - days + 1 - BASELINE_DAYS, last, as_of=day)
    movement = Movement(metric, rows, days, last)
    _require_data(movement)
    first = movement.first_day
    before = period_estimate(engine, movement, first - BASELINE_DAYS, first - 1, day)
    return _report(engine, movement, before, period_estimate(engine, movement, first, last, day))


def _require_data(movement: Movement) -> None:
    name, first = movement.metric.id, movement.first_day
    if movement.total(movement.after, movement.days) is None or not movement.after.size:
        days = f"{date_of(first)} to {date_of(movement.last_day)}"
        raise InputError(f"{name} has no data from {days}: it is late or missing, so choose an earlier day")
    if movement.total(movement.before, BASELINE_DAYS) is None or not movement.before.size:
        days = f"{date_of(first - BASELINE_DAYS)} to {date_of(first - 1)}"
        raise InputError(f"{name} has no data from {days}, with which it would be compared: choose a later day")


def _report(engine: Engine, movement: Movement, before: Estimate, after: Estimate) -> RootCauseReport:
    metric, first = movement.metric, movement.first_day
    causes = movement.causes()
    answer = [cause for cause in causes if cause.answer == 0]
    dimensions = tuple(name for name in metric.dimensions if answer and name in answer[0].slice)
    effects = effects_of(movement, dimensions) if answer else {}
    moment = moment_of(movement, answer)
    began = moment.day or date_of(first)
    changes = read_own_changes(engine, day_number(began) - CHANGES_DAYS, movement.last_day)
    explanations = try_changes(changes, began, movement.share, metric.dimensions)
    others = check_others(movement.before, movement.after, movement.is_count, movement.periods)
    old = movement.total(movement.before, BASELINE_DAYS) or 0.0
    new = movement.total(movement.after, movement.days) or 0.0
    return RootCauseReport(
        metric=metric.id,
        title=metric.title,
        unit=metric.unit,
        first_day=date_of(first),
        last_day=date_of(movement.last_day),
        baseline_first_day=date_of(first - BASELINE_DAYS),
        baseline_last_day=date_of(first - 1),
        before=before,
        after=after,
        explanations=explanations,
        causes=tuple(causes[:SHOWN]),
        composition=_composition(dimensions, effects),
        compositions=others.compositions,
        ruled_out=others.ruled_out,
        warnings=others.warnings,
        first_moment=moment,
        waterfall=waterfall(old, new, effects, dimensions, answer),
        words=movement_words(movement, before, after, explanations, answer, moment),
    )


def _composition(dimensions: tuple[str, ...], effects: Mapping[Key, Effect]) -> Composition | None:
    if not effects:
        return None
    mix, behaviour = sum(one.mix for one in effects.values()), sum(one.behaviour for one in effects.values())
    return Composition(dimensions=dimensions, mix=mix, behaviour=behaviour)
