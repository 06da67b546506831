"""Small graphs with planted rings."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signals.links.edges import Relation

DAY = 86_400.0


@dataclass(frozen=True, eq=False)
class Planted:
    relation: Relation
    ring: frozenset[str]
    targets: frozenset[str]


def background(
    seed: int, sources: int = 300, targets: int = 200, edges: int = 2_500
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Random edges with heavy tails on both sides."""
    random = np.random.default_rng(seed)
    activity, popularity = np.exp(random.normal(0, 0.8, sources)), (np.arange(targets) + 10.0) ** -0.8
    rows = random.choice(sources, edges, p=activity / activity.sum())
    columns = random.choice(targets, edges, p=popularity / popularity.sum())
    return np.array([f"c{row}" for row in rows]), np.array([f"p{column}" for column in columns])


def planted(
    seed: int, members: int = 20, width: int = 15, share: float = 0.8, size: tuple[int, int, int] = (300, 200, 2_500)
) -> Planted:
    """New accounts that touch `share` of the ring's targets, and as many others."""
    sources, targets = background(seed, *size)
    random = np.random.default_rng(seed + 1)
    ring, chosen = [f"ring{number}" for number in range(members)], random.choice(size[1], width, replace=False)
    rows, columns = [sources], [targets]
    for member in ring:
        hits = chosen[random.random(width) < share]
        noise = random.choice(size[1], len(hits), replace=False)
        touched = np.concatenate([hits, noise])
        rows.append(np.full(len(touched), member))
        columns.append(np.array([f"p{target}" for target in touched], dtype=object))
    relation = Relation.of("likes", np.concatenate(rows), np.concatenate(columns))
    return Planted(relation, frozenset(ring), frozenset(f"p{target}" for target in chosen))


def f1(found: set[str], truth: frozenset[str]) -> float:
    """Of two sets of members."""
    hits = len(found & truth)
    return 2 * hits / (len(found) + len(truth)) if hits else 0.0
