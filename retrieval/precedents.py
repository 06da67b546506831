"""Earlier cases, to be found by meaning."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain.evidence import Precedent
from retrieval.embedder import Embedder, Vectors
from retrieval.vectors import Progress, StoredVectors, open_vectors


@dataclass(frozen=True)
class NearPrecedent:
    """`score` is cosine similarity."""

    precedent: Precedent
    score: float


class PrecedentIndex:
    def __init__(self, precedents: Sequence[Precedent], stored: StoredVectors) -> None:
        self.precedents = tuple(precedents)
        self._stored = stored

    @cached_property
    def scopes(self) -> Counter[str | None]:
        """How many there are of each."""
        return Counter(precedent.scope for precedent in self.precedents)

    def nearest(self, vectors: Vectors, k: int) -> tuple[tuple[NearPrecedent, ...], ...]:
        """For each vector (s, d) its `k` nearest, the nearest first."""
        return tuple(
            tuple(NearPrecedent(self.precedents[row], score) for row, score in near)
            for near in self._stored.nearest(vectors, k)
        )

    def all_vectors(self) -> Vectors:
        """(n, d), a row a precedent, for fitting a judge; read once and then kept."""
        return self._stored.matrix


def open_precedent_index(
    data_dir: Path,
    precedents: Sequence[Precedent],
    fingerprint: str,
    embedder: Embedder,
    progress: Progress | None = None,
) -> PrecedentIndex:
    """Errors as of `open_vectors`."""
    texts = [precedent.text for precedent in precedents]
    return PrecedentIndex(precedents, open_vectors(data_dir, "precedents", fingerprint, texts, embedder, progress))
