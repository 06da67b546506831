"""The reading of how a creator posts: the share of posts that would be found to violate, and why that is expected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from signals.behaviour.events import PostEvents
from signals.behaviour.facts import Fact, caption_fact, copy_fact, hour_fact, pace_fact, product_fact
from signals.behaviour.past import Floats
from signals.behaviour.post_features import DAY
from signals.behaviour.trees import TreeModel
from signals.reading import LEARNED_NOTHING, Reading, Reason

NAME = "behaviour"
WINDOW_DAYS = 28
Z = 1.96  # of a 95% interval
MIN_POINTS = 0.01  # of the share; a smaller effect is no reason

GROUPS: Mapping[str, tuple[str, Callable[[PostEvents], Fact]]] = {  # the first word of a feature: reason code, fact
    "caption": ("REPEATED_CAPTIONS", caption_fact),
    "product": ("FEW_PRODUCTS", product_fact),
    "night": ("NIGHT", hour_fact),
    "copies": ("COPIES", copy_fact),
    "copy": ("COPIES", copy_fact),
}
PACE = ("PACE", pace_fact)


@dataclass(frozen=True, eq=False)
class Sequence:
    """The posts of one creator in the WINDOW_DAYS that end with `as_of`, in the order of time, and their features in
    the order of the model."""

    events: PostEvents
    rows: Floats
    market: str
    as_of: int


def read_pattern(model: TreeModel, sequence: Sequence) -> Reading:
    """The value is from 0 to 1: the lower the better. Few posts pull it to the mean of the market."""
    events = sequence.events
    if model.slope == 0:
        return Reading.none(NAME, sequence.as_of, LEARNED_NOTHING)
    if not events.size:
        return Reading.none(NAME, sequence.as_of, f"no posts in the {WINDOW_DAYS} days up to the day")
    effects = model.effects(sequence.rows)
    chances = _chance(effects.sum(axis=2))  # (members, posts)
    weight = model.spread.within / model.spread.between
    usual = model.usual.get(sequence.market, model.usual[""])
    by_member = (events.size * chances.mean(axis=1) + weight * usual) / (events.size + weight)
    value = float(by_member.mean())
    disagreement = float(by_member.var(ddof=1)) if len(by_member) > 1 else 0.0
    half = Z * (model.spread.within / (events.size + weight) + disagreement) ** 0.5
    return Reading(
        name=NAME,
        as_of=sequence.as_of,
        value=value,
        interval=(max(0.0, value - half), min(1.0, value + half)),
        reasons=_reasons(model, events, effects.mean(axis=0), events.size / (events.size + weight)),
        events=events.size,
    )


def _reasons(model: TreeModel, events: PostEvents, effects: Floats, share: float) -> tuple[Reason, ...]:
    """What each group of features changes in the value, the largest first. `share`: how much of the value comes from
    the creator's own posts."""
    logits = effects.sum(axis=1)
    groups: dict[tuple[str, Callable[[PostEvents], Fact]], list[int]] = {}
    for place, feature in enumerate(model.features):
        groups.setdefault(GROUPS.get(feature.split("_")[0], PACE), []).append(place)
    found = []
    for (code, describe), places in groups.items():
        without = logits - effects[:, places].sum(axis=1)
        points = share * float((_chance(logits) - _chance(without)).mean())
        if abs(points) >= MIN_POINTS:
            fact = describe(events)
            found.append(Reason(code, fact.text, points, fact.posts if points > 0 else ()))
    return tuple(sorted(found, key=lambda reason: (-abs(reason.points or 0), reason.code)))


def first_post_reason(first_at: int, as_of: int) -> Reason:
    """A fact without points: being new counts neither for nor against."""
    return Reason("FIRST_POST", f"first post {max(0, as_of - first_at // DAY)} days before")


def _chance(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)))
