"""How near texts are to each other, by the vectors that the index of a corpus has kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from retrieval.embedder import Embedder, Vectors
from retrieval.index import ClauseIndex

BLOCK = 512  # rows


@dataclass(frozen=True, eq=False)
class IndexNearness:
    """`texts` are those of the index, in its order; any other is embedded when it is asked for."""

    index: ClauseIndex
    texts: Sequence[str]
    embedder: Embedder

    def cosines(self, texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        rows: list[list[float]] = (self._vectors(texts) @ self._vectors(others).T).tolist()
        return rows

    def pairs(self, texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
        """In blocks, so that thousands of texts fit into memory."""
        vectors = self._vectors(texts)
        for start in range(0, len(vectors), BLOCK):
            cosines = vectors[start : start + BLOCK] @ vectors.T
            for row, column in np.argwhere(cosines >= least).tolist():
                if start + row < column:
                    yield start + row, column, float(cosines[row, column])

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        fresh = list(dict.fromkeys(text for text in texts if text not in self._rows))
        new = dict(zip(fresh, self.embedder.embed(fresh), strict=True)) if fresh else {}
        return np.stack([self.index.matrix[self._rows[t]] if t in self._rows else new[t] for t in texts])

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {text: row for row, text in enumerate(self.texts)}
