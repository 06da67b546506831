"""Searches with complete content items beside single sentences, and ranks clauses by both."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.judges.base import ContentSegment

Floats = NDArray[np.float32]


def item_queries(parts: Sequence[ContentSegment], vectors: Floats) -> tuple[Floats, list[str]]:
    """(items, dimensions): the direction of the mean of each item's vectors (parts, dimensions), and each item's
    text."""
    rows: dict[str, list[int]] = {}
    for row, part in enumerate(parts):
        rows.setdefault(part.item_id, []).append(row)
    if not rows:
        return vectors[:0], []
    means = np.stack([vectors[of_item].mean(axis=0) for of_item in rows.values()])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    directions = (means / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
    return directions, [" ".join(parts[row].reading for row in of_item) for of_item in rows.values()]


def rank_together(one: Mapping[str, float], other: Mapping[str, float]) -> list[str]:
    """The keys by the sum of both scores, each in units of its standard deviation; a missing score is the lowest."""
    keys = [*one, *(key for key in other if key not in one)]
    if not keys:
        return []
    total = _standard_scores(one, keys) + _standard_scores(other, keys)
    return [keys[place] for place in np.argsort(-total, kind="stable")]


def _standard_scores(scores: Mapping[str, float], keys: Sequence[str]) -> NDArray[np.float64]:
    lowest = min(scores.values(), default=0.0)
    values = np.array([scores.get(key, lowest) for key in keys], dtype=np.float64)
    standard: NDArray[np.float64] = (values - values.mean()) / max(float(values.std()), 1e-9)
    return standard
