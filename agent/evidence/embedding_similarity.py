"""Cosine similarity between texts, from the vectors of the clause index where it has them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from retrieval.embedder import Embedder, Vectors
from retrieval.index import ClauseIndex

BLOCK_ROWS = 512


@dataclass(frozen=True, eq=False)
class EmbeddingSimilarity:
    """`texts` are those of the index, in its order. Any other text is embedded on demand."""

    index: ClauseIndex
    texts: Sequence[str]
    embedder: Embedder

    def cosines(self, texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        """(texts, others)."""
        rows: list[list[float]] = (self._vectors(texts) @ self._vectors(others).T).tolist()
        return rows

    def pairs(self, texts: Sequence[str], min_similarity: float) -> Iterator[tuple[int, int, float]]:
        """The positions of each pair at least so similar, and its similarity; in blocks, to bound memory."""
        vectors = self._vectors(texts)
        for start in range(0, len(vectors), BLOCK_ROWS):
            cosines = vectors[start : start + BLOCK_ROWS] @ vectors.T
            for row, column in np.argwhere(cosines >= min_similarity).tolist():
                if start + row < column:
                    yield start + row, column, float(cosines[row, column])

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        missing = list(dict.fromkeys(text for text in texts if text not in self._rows))
        embedded = dict(zip(missing, self.embedder.embed(missing), strict=True)) if missing else {}
        return np.stack([self.index.matrix[self._rows[t]] if t in self._rows else embedded[t] for t in texts])

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {text: row for row, text in enumerate(self.texts)}
