"""How near each segment of a case comes to a clause, and to which side of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause
from retrieval.index import ClauseIndex, ClauseSimilarity, few_at_a_time

Floats = NDArray[np.float32]

MOST = 3  # examples a side that are listened to: the nearest, so that a clause broken in many ways is met in one
WORDS = 0.3  # of a clause's own words beside its examples (FACTS of the pack: examples tell more than the rule)


@dataclass(frozen=True)
class Likeness:
    """Of one clause and all segments, each (segments,): `nearness` to what the clause catches, and `lean`, how much
    nearer to that than to its near misses. `positive` and `negative` are its nearest examples of the nearest segment.
    """

    nearness: Floats
    lean: Floats
    positive: tuple[str, float] | None
    negative: tuple[str, float] | None

    @property
    def nearest(self) -> float:
        return float(self.nearness.max(initial=0.0))


def likenesses(clauses: Mapping[str, Clause], index: ClauseIndex, similarity: Floats) -> dict[str, Likeness]:
    """Of each clause, by its name; `similarity` is the index's own, of at least one segment."""
    keys, each = [clause.key for clause in clauses.values()], np.arange(len(clauses))
    measured = [_measured(index.among(keys, some)) for some in few_at_a_time(similarity)]
    nearness, lean = (np.concatenate(parts) for parts in zip(*measured, strict=True))
    near = index.among(keys, similarity[nearness.argmax(axis=0)])
    examples = zip(clauses.values(), near.positives[each, each], near.negatives[each, each], strict=True)
    shown = [
        (_example(c.violating_examples, caught), _example(c.compliant_examples, spared))
        for c, caught, spared in examples
    ]
    return {name: Likeness(nearness[:, n], lean[:, n], *shown[n]) for n, name in enumerate(clauses)}


def _measured(near: ClauseSimilarity) -> tuple[Floats, Floats]:
    """`nearness` and `lean`, each (segments, clauses)."""
    pull = _nearest(near.positives)
    return pull + WORDS * near.words.max(axis=2), pull - _nearest(near.negatives)


def _nearest(similarity: Floats) -> Floats:
    """(segments, clauses, examples) to (segments, clauses): the mean of the nearest few, zero where there is none."""
    few = np.sort(similarity, axis=2)[:, :, -MOST:]
    there = np.isfinite(few)
    mean: Floats = np.where(there, few, 0).sum(axis=2) / np.maximum(there.sum(axis=2), 1).astype(np.float32)
    return mean


def _example(texts: tuple[str, ...], similarity: Floats) -> tuple[str, float] | None:
    """The nearest of a clause's examples, from how near each comes; minus infinity stands after the last."""
    if not texts:
        return None
    best = int(similarity.argmax())
    return texts[best], float(similarity[best])
