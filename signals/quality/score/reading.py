"""The reading of a score: its value and interval, what each part adds or costs, and what would raise it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from signals.quality.habits.parts import WORDS
from signals.quality.score.part import AdditiveModel, Part, points
from signals.quality.score.places import Floats, Observed, chances, usual_in
from signals.quality.score.scoring import AdditiveScorer, Scored
from signals.reading import LEARNED_NOTHING, Reading, Reason

Z = 1.96  # of a 95% interval
MIN_POINTS = 0.5


@dataclass(frozen=True)
class Improvement:
    """`points`: what the score gains if the mean over as many posts were at `target` instead of `value`."""

    code: str
    text: str
    value: float
    target: float
    points: float


@dataclass(frozen=True)
class ScoreReading:
    """The value of `reading` is from 0 to 100: of 100 posts of such a creator that a person looks at, so many are found
    in order."""

    reading: Reading
    improvements: tuple[Improvement, ...] = ()


@dataclass(frozen=True, eq=False)
class CreatorHabits:
    """The habits of one creator by part; arrays of one value. `evidence`: ids of the posts that show a part most."""

    observed: Mapping[str, Observed]
    market: str
    as_of: int
    evidence: Mapping[str, tuple[str, ...]]


def read_score(model: AdditiveModel, habits: CreatorHabits) -> ScoreReading:
    """Not measured if none of the parts is, or if the model learned nothing. A part that is not measured leaves the
    value where it is and widens the interval."""
    name = model.kind
    if model.is_flat:
        return ScoreReading(Reading.none(name, habits.as_of, LEARNED_NOTHING))
    scored = AdditiveScorer(model).score(habits.observed, [habits.market])
    if not scored.measured.any():
        return ScoreReading(Reading.none(name, habits.as_of, "nothing was measured of this creator in the window"))
    logit, half = float(scored.logits[0]), Z * float(scored.variance[0]) ** 0.5
    reading = Reading(
        name=name,
        as_of=habits.as_of,
        value=points(logit),
        interval=(points(logit + half), points(logit - half)),
        reasons=tuple(sorted(_reasons(model, habits, scored), key=lambda one: (-abs(one.points or 0), one.code))),
        not_known=tuple(part.name for part, known in zip(model.parts, scored.measured[0], strict=True) if not known),
        events=round(max(float(one.posts[0]) for one in habits.observed.values())),
    )
    gains = _improvements(model, habits, scored)
    return ScoreReading(reading, tuple(sorted(gains, key=lambda one: (-one.points, one.code))))


def _reasons(model: AdditiveModel, habits: CreatorHabits, scored: Scored) -> Iterator[Reason]:
    """A part counts what the score would lose or gain if it were as usual in the market."""
    whole = float(scored.logits[0])
    for place, part in enumerate(model.parts):
        change = points(whole) - points(whole - float(scored.effects[0, place]))
        if scored.measured[0, place] and abs(change) >= MIN_POINTS:
            words, seen = WORDS[part.name], habits.observed[part.name]
            usual = usual_in(part, habits.market).mean
            amount = f" on average over {seen.posts[0]:.0f} posts" if part.spread else ""
            text = f"{words.label}: {seen.values[0]:.0%}{amount}, usual in the market: {usual:.0%}"
            yield Reason(words.code, text, change, habits.evidence.get(part.name, ()) if change < 0 else ())


def _improvements(model: AdditiveModel, habits: CreatorHabits, scored: Scored) -> Iterator[Improvement]:
    whole = float(scored.logits[0])
    for place, part in enumerate(model.parts):
        effect = float(scored.effects[0, place])
        if effect <= 0 or not scored.measured[0, place]:
            continue
        seen = habits.observed[part.name]
        target = _target(part, habits.market, seen)
        if target is None:
            continue
        value, (reached, at_target) = float(seen.values[0]), target
        gain = points(whole - effect + at_target) - points(whole)
        if gain >= MIN_POINTS:
            words, side = WORDS[part.name], "at most" if reached < value else "at least"
            text = f"{words.advice}: {words.label} {side} {reached:.0%} instead of {value:.0%} gives {gain:.0f} points"
            yield Improvement(words.code, text, value, reached, gain)


def _target(part: Part, market: str, seen: Observed) -> tuple[float, float] | None:
    """The value nearest to the own one at which the part costs nothing, and its effect there; None if there is none."""
    edges = np.array(part.edges)
    if not len(edges):
        return None
    own = float(seen.values[0])
    values = np.unique(np.clip(np.concatenate([edges, [0.0, usual_in(part, market).mean]]), 0, None))
    effects = _effects(part, market, Observed(values, np.full(len(values), float(seen.posts[0]))))
    usable = np.flatnonzero(effects <= 0)
    if not len(usable):
        return None
    nearest = usable[np.abs(values[usable] - own).argmin()]
    return float(values[nearest]), float(effects[nearest])


def _effects(part: Part, market: str, observed: Observed) -> Floats:
    curve, usual = np.array(part.curves).mean(axis=0), usual_in(part, market)
    found = chances(part, observed, np.full(len(observed.values), usual.mean))
    return np.asarray(found @ curve - np.array(usual.shares) @ curve)
