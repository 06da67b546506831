"""Graphs for the links benchmark: backgrounds with heavy tails, tastes and fandoms, and rings planted in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Background:
    """Distinct edges as indices."""

    sources: Ints
    targets: Ints
    source_count: int
    target_count: int


@dataclass(frozen=True)
class Ring:
    """`camouflage`: other targets that each member touches, as a multiple of those of the ring."""

    members: int
    targets: int
    share: float
    camouflage: float

    def __str__(self) -> str:
        return f"{self.members} x {self.targets}, {self.share:.0%}, camouflage {self.camouflage:g} x"


@dataclass(frozen=True)
class Shape:
    """Of a generated background. `fandoms` is the number of groups of fans, each a share of the sources."""

    sources: int
    targets: int
    edges: int
    min_edges: int
    popularity: float
    fandoms: int
    fans: tuple[float, float]


DENSE = Shape(943, 1_682, 98_000, 20, 1.15, 60, (0.01, 0.06))
SPARSE = Shape(8_227, 1_000, 58_000, 1, 1.0, 80, (0.002, 0.02))
TASTES, ERAS, ACTIVITY = 25, 4.0, 1.08
RINGS = (
    Ring(20, 20, 0.8, 0),
    Ring(20, 20, 0.8, 1),
    Ring(50, 20, 0.5, 1),
    Ring(50, 20, 0.3, 0),
    Ring(50, 20, 0.3, 1),
    Ring(100, 30, 0.2, 1),
    Ring(15, 10, 0.9, 2),
)


def generated(shape: Shape, seed: int) -> Background:
    """Steep tastes, eras of activity, and fandoms of strong and graded interest. No ring."""
    random = np.random.default_rng(seed)
    n, m = shape.sources, shape.targets
    activity = np.exp(random.normal(0, ACTIVITY, n))
    popularity = (np.arange(m) + 8.0) ** -shape.popularity
    random.shuffle(popularity)
    taste = random.dirichlet(np.full(TASTES, 0.12), n) @ (random.gamma(0.15, 1 / 0.15, (TASTES, m)) + 0.02)
    log_weight = np.log(taste * popularity) - ERAS * np.abs(random.random(n)[:, None] - random.random(m)[None])
    for _ in range(shape.fandoms):
        fans = random.choice(n, max(8, int(n * random.uniform(*shape.fans))), replace=False)
        loved = random.choice(m, random.integers(5, 20), replace=False)
        log_weight[np.ix_(fans, loved)] += random.gamma(1.5, 1.2, (len(fans), 1))
    wanted = np.clip(activity / activity.sum() * shape.edges * 1.02, shape.min_edges, m // 3).astype(np.int64)
    order = np.argsort(-(log_weight + random.gumbel(size=log_weight.shape)), axis=1)
    sources = np.repeat(np.arange(n), wanted)
    targets = np.concatenate([order[row, : wanted[row]] for row in range(n)])
    return Background(sources, targets, n, m)


def reddit(folder: Path) -> Background:
    """Who posted in which subreddit."""
    ends = np.load(folder / "reddit_bans" / "reddit_bans.npz")["edge_index"].astype(np.int64)
    across = (ends[0] < 10_000) & (ends[1] >= 10_000)
    return _distinct(ends[0][across], ends[1][across] - 10_000, 10_000, 984)


def traders(folder: Path) -> Background:
    """Who rated whom in Bitcoin OTC."""
    rows = np.loadtxt(folder / "bitcoin_otc" / "bitcoinotc.csv", delimiter=",", skiprows=1, usecols=(0, 1)).astype(int)
    size = int(rows.max()) + 1
    return _distinct(rows[:, 0], rows[:, 1], size, size)


def buyers(folder: Path) -> Background:
    """Who paid whom in S-FFSD, a semi-simulated log of transactions."""
    rows = np.genfromtxt(folder / "s_ffsd" / "S-FFSD.csv", delimiter=",", skip_header=1, usecols=(1, 2), dtype=str)
    (_, source), (_, target) = (np.unique(rows[:, side], return_inverse=True) for side in (0, 1))
    return _distinct(source, target, int(source.max()) + 1, int(target.max()) + 1)


def with_ring(
    background: Background, ring: Ring, seed: int, *, own_accounts: bool = True
) -> tuple[Background, set[int]]:
    """With the ring's members: new accounts, or existing sources that take part beside what they do. Camouflage is by
    popularity."""
    random = np.random.default_rng(seed + 777)
    chosen = random.choice(background.target_count, ring.targets, replace=False)
    popular = np.bincount(background.targets, minlength=background.target_count) + 1.0
    count = background.source_count
    if own_accounts:
        members = np.arange(count, count + ring.members)
        count += ring.members
    else:
        members = np.sort(random.choice(count, ring.members, replace=False))
    sources, targets = [background.sources], [background.targets]
    for member in members:
        hits = chosen[random.random(ring.targets) < ring.share]
        other = random.choice(
            background.target_count, round(ring.camouflage * len(hits)), replace=False, p=popular / popular.sum()
        )
        touched = np.concatenate([hits, other])
        sources.append(np.full(len(touched), member))
        targets.append(touched)
    edges = _distinct(np.concatenate(sources), np.concatenate(targets), count, background.target_count)
    return edges, set(members.tolist())


def many_edges(seed: int, edges: int = 1_000_000) -> Background:
    """Random edges with heavy tails: 200,000 sources, 50,000 targets."""
    random = np.random.default_rng(seed)
    activity, popularity = np.exp(random.normal(0, 1.2, 200_000)), (np.arange(50_000) + 20.0) ** -0.9
    sources = random.choice(200_000, edges * 12 // 10, p=activity / activity.sum())
    targets = random.choice(50_000, edges * 12 // 10, p=popularity / popularity.sum())
    keys = np.unique(sources.astype(np.int64) * 50_000 + targets)
    random.shuffle(keys)
    return Background(*np.divmod(keys[:edges], 50_000), 200_000, 50_000)


def _distinct(sources: Any, targets: Any, source_count: int, target_count: int) -> Background:
    keys = np.unique(np.asarray(sources, dtype=np.int64) * target_count + np.asarray(targets, dtype=np.int64))
    return Background(*np.divmod(keys, target_count), source_count, target_count)
