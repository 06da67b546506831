"""The report on promotion: how good the models are, the front, the decision under the caps, and its multiples."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.base import FrozenModel
from domain.errors import InputError
from insights.estimate import Estimate, Floats, ratio_of_sums, unknown
from insights.tradeoffs.promotion.decision import (
    RATES,
    TITLES,
    Bounds,
    Decision,
    Feasible,
    check_caps,
    decide,
    nearest_feasible,
)
from insights.tradeoffs.promotion.front import Point, Replay, expected_of, front, replay
from insights.tradeoffs.promotion.model_gate import deviances
from insights.tradeoffs.promotion.rows import CreatorRows, read_rows
from insights.tradeoffs.promotion.target_models import SeparateModels, TargetModels, fit_separate
from warehouse.engines.base import Engine

FOLLOWING = 28
MIN_CREATORS = 200
ASSUMPTIONS = (
    "What is expected of a creator is taken to grow with exposure in proportion, which only an experiment can show.",
    "Net value is the amount of orders less refunds at the mean amount of an order.",
    "Violations are those that enforcement found, whatever became of them; what it did not find counts nowhere.",
)


class TargetQuality(FrozenModel):
    """On later days. `events`: creators with any. `calibration`: what was expected by what happened, 1 is right.
    `explained`: the share of the Poisson deviance that the model explains beyond one mean for all creators."""

    target: str
    events: int
    calibration: Estimate
    explained: float | None


class PromotionReport(FrozenModel):
    """`learned_day`: the last day of the features that the measured models learned from; `measured_day`: of those on
    which they are measured. `point` None: the caps cannot be satisfied there. `infeasible_now`: they can there and not
    today. `nearest` says which can. `promoted` and `demoted` count creators of today."""

    day: int
    learned_day: int
    measured_day: int
    following: int
    creators: int
    caps: Mapping[str, float]
    bounds: Bounds
    today: Point
    point: Point | None
    nearest: Feasible | None
    infeasible_now: bool
    promoted: int
    demoted: int
    fronts: Mapping[str, tuple[Point, ...]]
    models: tuple[TargetQuality, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Promotion:
    """`multiples` of today's exposure by creator; empty where the caps cannot be satisfied."""

    report: PromotionReport
    multiples: Mapping[str, float]


def promotion(
    engine: Engine, day: int, caps: Mapping[str, float], bounds: Bounds, following: int = FOLLOWING
) -> Promotion:
    """The models learn on one window, are measured on the next, and are fitted again on that for today. Raises
    InputError where the days or the creators are too few."""
    if following < 1:
        raise InputError("outcomes need at least one day that follows")
    check_caps(caps), bounds.checked()
    learned, measured, now = _windows(engine, day, following)
    models = fit_separate(learned)
    found = replay(measured, models)
    decision = decide(found.expected, caps, bounds)
    present = fit_separate(measured)
    expected_now = expected_of(present.expected(now.features))
    today = decide(expected_now, caps, bounds)
    nearest = None
    if decision is None or today is None:
        nearest = nearest_feasible(found.expected if decision is None else expected_now, caps, bounds)
    made = _report(found, (learned, measured, now), (models, present), caps, bounds, (decision, today), nearest)
    return Promotion(
        made,
        {} if today is None else dict(zip(now.creators.tolist(), today.multiples.tolist(), strict=True)),
    )


def write_multiples(path: Path, found: Promotion) -> None:
    """A line a creator: the id and the multiple of today's exposure. Raises InputError where there are none."""
    if not found.multiples:
        raise InputError("these caps cannot be satisfied today, so there are no multiples to write")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("creator_id", "multiple"))
        writer.writerows((creator, f"{multiple:.6f}") for creator, multiple in sorted(found.multiples.items()))


def _windows(engine: Engine, day: int, following: int) -> tuple[CreatorRows, CreatorRows, CreatorRows]:
    try:
        learned = read_rows(engine, day - 2 * following, following)
    except InputError as error:
        needed = 2 * following + 28
        raise InputError(f"promotion needs about {needed} computed days up to the day: {error}") from error
    if learned.size < MIN_CREATORS:
        raise InputError(f"{learned.size} creators are too few to learn from: at least {MIN_CREATORS} are needed")
    return learned, read_rows(engine, day - following, following), read_rows(engine, day, 0)


def _report(
    found: Replay,
    windows: tuple[CreatorRows, CreatorRows, CreatorRows],
    models: tuple[SeparateModels, SeparateModels],
    caps: Mapping[str, float],
    bounds: Bounds,
    decisions: tuple[Decision | None, Decision | None],
    nearest: Feasible | None,
) -> PromotionReport:
    learned, measured, now = windows
    decision, today = decisions
    multiples = np.ones(1) if today is None else today.multiples
    point = None if decision is None else found.point(dict(caps), decision)
    return PromotionReport(
        day=now.day,
        learned_day=learned.day,
        measured_day=measured.day,
        following=now.day - measured.day,
        creators=now.size,
        caps=dict(caps),
        bounds=bounds,
        today=found.today(),
        point=point,
        nearest=nearest,
        infeasible_now=decision is not None and today is None,
        promoted=int((multiples > 1 + 1e-9).sum()),
        demoted=int((multiples < 1 - 1e-9).sum()),
        fronts={name: front(found, caps, name, bounds) for name in caps or RATES},
        models=target_qualities(measured, models[0], learned),
        notes=(*_exceeded(point), *models[1].notes, *ASSUMPTIONS),
    )


def _exceeded(point: Point | None) -> Iterator[str]:
    """The caps that did not hold on the measured days."""
    for name, cap in (point.caps if point else {}).items():
        found = point.rates[name] if point else unknown("")
        if found.value is not None and found.value > cap:
            yield (
                f"{TITLES[name]} came out at {found.value:.1f}, above the cap of {cap:g}: the best on expectations "
                "looks better than it is. Ask for a lower cap."
            )


def target_qualities(measured: CreatorRows, models: TargetModels, learned: CreatorRows) -> tuple[TargetQuality, ...]:
    """On the measured rows; the mean to beat is that of the rows that the models learned from."""
    expected = models.expected(measured.features)
    return tuple(
        _quality(name, measured.outcomes[name], values, float(learned.outcomes[name].mean()))
        for name, values in expected.items()
    )


def _quality(name: str, outcome: Floats, expected: Floats, mean: float) -> TargetQuality:
    constant = float(deviances(outcome, np.full(len(outcome), mean)).sum())
    return TargetQuality(
        target=name,
        events=int(np.count_nonzero(outcome)),
        calibration=ratio_of_sums(expected, outcome) if outcome.any() else unknown("nothing happened", len(outcome)),
        explained=1 - float(deviances(outcome, expected).sum()) / constant if constant else None,
    )
