"""Who to look at first: a walk from confirmed cases over the edges, two hops long, that fades with time and expires.

Personalised PageRank cut at two hops, divided by the same walk from everybody (so a source that all walks reach is not
raised), per relation and weighted. It orders the review queue and nothing else: it is no sign of guilt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from signals.links.edges import Floats, Ids, Relation

DAY_SECONDS = 86_400
HALF_LIFE_DAYS = 30.0
EXPIRES_DAYS = 30
HOPS = 2
CONTINUE = 0.5  # probability of another hop
PRIOR_MASS = 1.0  # in units of the mean: a source that hardly any walk reaches has no extreme ratio
SHOWN = 200


@dataclass(frozen=True)
class Attention:
    """`priority` is between 0 and 1, the highest of the graph being 1. It may order reviews until `expires_on` (days
    since 1970-01-01 UTC) and may enter no score, no letter and no decision."""

    creator: Any
    priority: float
    relations: tuple[str, ...]
    as_of: int
    expires_on: int
    review_only: bool = True

    def on(self, day: int) -> float:
        """The priority on a day: none before it was computed, and none once it has expired."""
        return self.priority if self.as_of <= day < self.expires_on else 0.0


@dataclass(frozen=True, eq=False)
class Confirmed:
    """Creators whose violations people confirmed, after the time to appeal, and when (Unix seconds)."""

    creators: Ids
    at: Floats


def attention(
    relations: Sequence[Relation],
    confirmed: Confirmed,
    as_of: int,
    *,
    weights: Mapping[str, float] | None = None,
    half_life_days: float = HALF_LIFE_DAYS,
) -> tuple[Attention, ...]:
    """The `SHOWN` creators to look at first, without the confirmed ones. Edges and cases after the day `as_of` are not
    read; an edge without a time does not fade."""
    end = (as_of + 1) * DAY_SECONDS
    known = confirmed.at < end
    faded = _half(end - confirmed.at[known], half_life_days)
    total: dict[Any, float] = {}
    by_relation: dict[Any, set[str]] = {}
    for relation in relations:
        weight = 1.0 if weights is None else weights.get(relation.name, 0.0)
        if weight <= 0:
            continue
        for creator, lift in _lifts(relation, confirmed.creators[known], faded, end, half_life_days).items():
            total[creator] = total.get(creator, 0.0) + weight * lift
            by_relation.setdefault(creator, set()).add(relation.name)
    ordered = sorted(total.items(), key=lambda item: (-item[1], str(item[0])))[:SHOWN]
    highest = ordered[0][1] if ordered else 1.0
    return tuple(
        Attention(creator, value / highest, tuple(sorted(by_relation[creator])), as_of, as_of + EXPIRES_DAYS)
        for creator, value in ordered
    )


def _lifts(relation: Relation, creators: Ids, faded: Floats, end: float, half_life_days: float) -> dict[Any, float]:
    sources, rows = np.unique(relation.sources, return_inverse=True)
    _, columns = np.unique(relation.targets, return_inverse=True)
    age = np.zeros(len(rows)) if relation.at is None else end - relation.at
    inside = ~(age <= 0) if relation.at is not None else np.ones(len(rows), dtype=bool)
    value = np.where(np.isfinite(age), _half(np.nan_to_num(age), half_life_days), 1.0)
    shape = (len(sources), int(columns.max(initial=-1)) + 1)
    edges = sparse.csr_array((value[inside], (rows[inside], columns[inside])), shape=shape)
    start = np.zeros(len(sources))
    index = {creator: position for position, creator in enumerate(sources.tolist())}
    places = np.array([index.get(creator, -1) for creator in creators.tolist()], dtype=np.int64)
    np.add.at(start, places[places >= 0], faded[places >= 0])
    if start.sum() <= 0:
        return {}
    lift = degree_corrected(edges, start)
    lift[places[places >= 0]] = 0.0
    return {creator: float(lift[index[creator]]) for creator in sources[lift > 0].tolist()}


def degree_corrected(edges: Any, start: Floats) -> Floats:
    """How many times as much of the walk from `start` as of the walk from everybody each source receives."""
    everybody = np.ones(len(start))
    toward, background = walk(edges, start / start.sum()), walk(edges, everybody / everybody.sum())
    prior = max(PRIOR_MASS * float(background.mean()), 1e-12)
    return np.asarray(toward / (background + prior))


def walk(edges: Any, start: Floats) -> Floats:
    """Mass received in `HOPS` hops from source to target to source, each hop continuing with probability `CONTINUE`."""
    out = 1.0 / np.maximum(np.asarray(edges.sum(axis=1)).ravel(), 1e-12)
    back = 1.0 / np.maximum(np.asarray(edges.sum(axis=0)).ravel(), 1e-12)
    mass, received = start, np.zeros(len(start))
    for _ in range(HOPS):
        mass = CONTINUE * (edges @ (back * (edges.T @ (out * mass))))
        received += mass
    return received


def _half(seconds: Floats, half_life_days: float) -> Floats:
    return np.asarray(0.5 ** (np.maximum(seconds, 0) / (half_life_days * DAY_SECONDS)))
