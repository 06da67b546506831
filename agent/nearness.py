"""How near texts are to each other, by the vectors that the index of a corpus has kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from retrieval.clause_index import ClauseIndex
from retrieval.embedder import Embedder, Vectors


@dataclass(frozen=True, eq=False)
class IndexNearness:
    """`texts` are those of the index, in its order; any other is embedded when it is asked for."""

    index: ClauseIndex
    texts: Sequence[str]
    embedder: Embedder

    def cosines(self, texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        rows: list[list[float]] = (self._vectors(texts) @ self._vectors(others).T).tolist()
        return rows

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        fresh = list(dict.fromkeys(text for text in texts if text not in self._rows))
        new = dict(zip(fresh, self.embedder.embed(fresh), strict=True)) if fresh else {}
        return np.stack([self.index.matrix[self._rows[t]] if t in self._rows else new[t] for t in texts])

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {text: row for row, text in enumerate(self.texts)}
