"""Reads texts in languages that the embedder of the index does not: which rules they may break, and whether any.

The examples of the rules and the texts are embedded by a second, multilingual embedder, and compared there.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause, ClauseKind
from retrieval.clause_texts import ClauseRows, embedding_texts
from retrieval.embedder import Embedder, Vectors
from retrieval.example_votes import ExampleVotes, Votes
from retrieval.example_votes_file import load_or_fit, votes_name
from retrieval.vectors import Progress, StoredVectors, open_vectors

NEAREST = 10  # examples of either side; of the development cases, 10 to 30 tell violations apart equally well
MAX_TEXTS = 200  # of a case: each takes about 40 ms
# A regression on the bundled examples, each with itself left out: how likely a violation is, by how much nearer a text
# is to violating than to compliant examples. On other people's posts it is too sure, so it names nothing.
SLOPE, OFFSET = 28.0, 0.26


@dataclass(frozen=True)
class LanguageReading:
    """Of n texts. `votes` of the rules by key, `breach` the probability that any is violated, `vectors` (n, d)."""

    votes: Votes
    breach: float
    vectors: Vectors


@dataclass(frozen=True, eq=False)
class OtherLanguages:
    """`texts` and `rows` are those of the rules that have examples; `open_votes` gets the centred vectors of them."""

    embedder: Embedder
    stored: StoredVectors
    rows: dict[str, ClauseRows]
    open_votes: Callable[[Vectors], ExampleVotes | None]

    def read(self, texts: Sequence[str], keys: Collection[str]) -> LanguageReading | None:
        """Of the first texts, up to `MAX_TEXTS`. None where these rules have no example."""
        if self._votes is None or not texts:
            return None
        vectors = self._centred(self.embedder.embed(texts[:MAX_TEXTS]))
        return LanguageReading(self._votes.by_direction(vectors, keys), self._breach(vectors), vectors)

    def similarity(self, vectors: Vectors, key: str) -> tuple[NDArray[np.float32], ...]:
        """Cosine similarity (n, rows) of vectors to a rule's text, violating and compliant examples."""
        rows = self.rows[key]
        return tuple(vectors @ self._matrix[side].T for side in (rows.text, rows.violating, rows.compliant))

    def _breach(self, vectors: Vectors) -> float:
        if not all(len(side) for side in self._sides):
            return 0.5
        violating, compliant = (_mean_of_nearest(vectors @ side.T) for side in self._sides)
        return float(1 / (1 + np.exp(-(SLOPE * (violating - compliant).max() + OFFSET))))

    def _centred(self, vectors: Vectors) -> Vectors:
        """Without what all texts have in common: vectors of this embedder lie in a narrow cone."""
        centred = vectors - self._mean
        unit: Vectors = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
        return unit

    @cached_property
    def _mean(self) -> Vectors:
        mean: Vectors = self.stored.matrix.mean(axis=0)
        return mean

    @cached_property
    def _matrix(self) -> Vectors:
        return self._centred(self.stored.matrix)

    @cached_property
    def _sides(self) -> tuple[Vectors, Vectors]:
        """All violating and all compliant examples."""
        violating = [self._matrix[rows.violating] for rows in self.rows.values()]
        compliant = [self._matrix[rows.compliant] for rows in self.rows.values()]
        return np.concatenate(violating), np.concatenate(compliant)

    @cached_property
    def _votes(self) -> ExampleVotes | None:
        return self.open_votes(self._matrix) if self.rows else None


def open_other_languages(
    data_dir: Path, clauses: Sequence[Clause], fingerprint: str, embedder: Embedder, progress: Progress | None = None
) -> OtherLanguages:
    """Embeds the examples that are new, which takes about 40 ms for each. Raises what `open_vectors` raises."""
    rules = [c for c in clauses if c.kind is ClauseKind.RULE and c.violating_examples]
    texts, rows = embedding_texts(rules)
    stored = open_vectors(data_dir, "languages", fingerprint, texts, embedder, progress)

    def open_votes(matrix: Vectors) -> ExampleVotes | None:
        name = votes_name(embedder.name, rules)
        return load_or_fit(data_dir / "index", name, lambda: ExampleVotes.fit(rules, matrix, rows))

    return OtherLanguages(embedder, stored, rows, open_votes)


def _mean_of_nearest(similarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, examples) to (n,)."""
    count = min(NEAREST, similarity.shape[1])
    nearest: NDArray[np.float32] = np.partition(similarity, -count, axis=1)[:, -count:].mean(axis=1)
    return nearest
