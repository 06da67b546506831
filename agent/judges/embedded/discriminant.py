"""Which rule a text is about, by linear discriminant analysis: a second opinion beside similarity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause, ClauseKind
from retrieval.index import ClauseIndex

SHRINKAGE = 1.0
"""How much of a sphere is added to the covariance, relative to its mean variance. A half or twice as much names as many
rules of the development cases; few examples need more than many."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Discriminant:
    """`means`: (rules, dimensions), of the violating examples of each rule in `names`. `inverse`: (dimensions,
    dimensions), of the covariance of the examples around the mean of their side."""

    names: tuple[str, ...]
    counts: tuple[int, ...]
    means: Vectors
    inverse: Vectors

    @classmethod
    def fit(cls, clauses: Iterable[Clause], index: ClauseIndex) -> "Discriminant":
        """Of the rules with violating examples; versions of a rule are one."""
        violating: dict[str, list[Vectors]] = {}
        compliant: dict[str, list[Vectors]] = {}
        for clause in clauses:
            if clause.kind is ClauseKind.RULE and clause.violating_examples:
                vectors = index.vectors(clause.key)
                violating.setdefault(clause.id, []).append(vectors.violating)
                compliant.setdefault(clause.id, []).append(vectors.compliant)
        sides = [np.concatenate(rows) for rows in (*violating.values(), *compliant.values())]
        means = [side.mean(axis=0) for side in sides[: len(violating)]]
        size = index.matrix.shape[1]
        return cls(
            names=(*violating,),
            counts=tuple(len(side) for side in sides[: len(violating)]),
            means=np.stack(means) if means else np.zeros((0, size), dtype=np.float32),
            inverse=_inverse(np.concatenate([_centred(side) for side in sides] or [np.zeros((1, size))])),
        )

    def shares(self, vectors: Vectors) -> dict[str, Vectors]:
        """By rule, each (segments,): how likely a segment that violates a rule violates this one. `vectors`:
        (segments, dimensions)."""
        if not self.names:
            return {}
        weights = self.inverse @ self.means.T
        scores = vectors @ weights - (self.means.T * weights).sum(axis=0) / 2
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return dict(zip(self.names, shares.T, strict=True))

    def without(self, name: str, example: Vectors) -> "Discriminant":
        """As if this violating example (dimensions,) of a rule had not been seen."""
        if name not in self.names:
            return self
        row = self.names.index(name)
        means, count = self.means.copy(), self.counts[row]
        means[row] = (means[row] * count - example) / max(count - 1, 1)
        return replace(self, means=means)


def _centred(side: Vectors) -> Vectors:
    return side - side.mean(axis=0) if len(side) else side


def _inverse(deviations: Vectors) -> Vectors:
    """With `SHRINKAGE`; of the unit sphere's where none deviates."""
    covariance = deviations.T @ deviations / len(deviations)
    spread = float(np.trace(covariance)) / len(covariance) or 1.0
    inverse: Vectors = np.linalg.inv(covariance + SHRINKAGE * spread * np.eye(len(covariance), dtype=np.float32))
    return inverse


def largest_share(shares: dict[str, Vectors], name: str, rows: Sequence[int] | slice) -> float:
    """Of the rule `name`, an id or a key, among these segments; zero for a rule without examples."""
    found = shares.get(name.partition("@")[0])
    return 0.0 if found is None else float(found[rows].max(initial=0.0))
