"""How near each segment of a case comes to a clause, and to which side of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause
from retrieval.clause_index import ClauseVectors

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


def likeness(clause: Clause, known: ClauseVectors, vectors: Floats) -> Likeness:
    """`known` are the clause's own vectors, `vectors` (segments, d) those of the case, at least one."""
    words = (vectors @ known.words.T).max(axis=1)
    caught, spared = vectors @ known.positives.T, vectors @ known.negatives.T
    near = _nearest(caught)
    nearness = near + WORDS * words
    at = int(nearness.argmax())
    return Likeness(
        nearness=nearness,
        lean=near - _nearest(spared),
        positive=_example(clause.positives, caught[at]),
        negative=_example(clause.negatives, spared[at]),
    )


def _nearest(similarity: Floats) -> Floats:
    """(segments, examples) to (segments,): the mean of the nearest few, zero where there are no examples."""
    if not similarity.shape[1]:
        return np.zeros(len(similarity), dtype=np.float32)
    few = np.sort(similarity, axis=1)[:, -MOST:]
    mean: Floats = few.sum(axis=1) / np.float32(few.shape[1])
    return mean


def _example(texts: tuple[str, ...], similarity: Floats) -> tuple[str, float] | None:
    if not texts:
        return None
    best = int(similarity.argmax())
    return texts[best], float(similarity[best])
