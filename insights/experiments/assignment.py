"""Assigns units to arms by a salted hash: deterministic, and independent of other experiments."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

MAX_HASH = 2**64


def position(salt: str, *key: str) -> float:
    """From 0 to below 1: uniform over keys, and independent between salts (the start of a SHA-256)."""
    content = "\0".join((salt, *key)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(content).digest()[:8]) / MAX_HASH


def arm_at(place: float, split: Mapping[str, float]) -> str:
    """The arm whose part of the line from 0 to 1 holds the place."""
    bounds = accumulate(split.values())
    return next((arm for arm, bound in zip(split, bounds, strict=True) if place < bound), next(reversed([*split])))


def assign_by_hash(units: Iterable[str], split: Mapping[str, float], salt: str) -> dict[str, str]:
    """A unit has the same arm whatever other units there are."""
    return {unit: arm_at(position(salt, unit), split) for unit in units}


def assign_stratified(strata: Mapping[str, str], split: Mapping[str, float], salt: str) -> dict[str, str]:
    """`strata` maps a unit to its stratum. In each stratum the arms differ from their intended size by less than one
    unit: units stand in the order of their hashes, and arms take their parts of that line from a start by hash."""
    members: dict[str, list[str]] = defaultdict(list)
    for unit, stratum in strata.items():
        members[stratum].append(unit)
    arms: dict[str, str] = {}
    for stratum, units in members.items():
        ranked = sorted(units, key=lambda unit: (position(salt, stratum, unit), unit))
        start = position(salt, stratum)
        arms.update((unit, arm_at((i + start) / len(ranked) % 1, split)) for i, unit in enumerate(ranked))
    return arms


def assign_clusters(clusters: Mapping[str, str], split: Mapping[str, float], salt: str) -> dict[str, str]:
    """`clusters` maps a unit to its cluster, which gets one arm as a whole. Clusters are stratified by size (1, 2 to 3,
    4 to 7, …), so that large ones do not land in one arm by chance."""
    sizes: dict[str, int] = defaultdict(int)
    for cluster in clusters.values():
        sizes[cluster] += 1
    arms = assign_stratified({cluster: str(size.bit_length()) for cluster, size in sizes.items()}, split, salt)
    return {unit: arms[cluster] for unit, cluster in clusters.items()}


def switchback_arm(market: str, block: int, split: Mapping[str, float], salt: str) -> str:
    """The arm of a market in a block of time. With equal shares each arm comes once in as many blocks as there are
    arms, in an order by hash; with other shares each block is drawn by itself."""
    arms = [*split]
    if max(split.values()) - min(split.values()) > 1e-9:
        return arm_at(position(salt, market, str(block)), split)
    turn, place = divmod(block, len(arms))
    return sorted(arms, key=lambda arm: position(salt, market, str(turn), arm))[place]


def switchback_schedule(
    markets: Sequence[str], start: int, end: int, block_seconds: int, split: Mapping[str, float], salt: str
) -> list[tuple[str, int, int, str]]:
    """(market, first second, last second + 1, arm) of every block from `start` to before `end`, in Unix seconds."""
    blocks = range(-(-(end - start) // block_seconds))
    return [
        (market, start + i * block_seconds, min(start + (i + 1) * block_seconds, end), arm)
        for market in markets
        for i in blocks
        for arm in (switchback_arm(market, i, split, salt),)
    ]
