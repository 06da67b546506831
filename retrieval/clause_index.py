"""The clauses of a corpus, to be found by meaning and by words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause
from retrieval.clause_rows import ClauseRows, clause_words, lay_out
from retrieval.embedder import Embedder, Vectors
from retrieval.fusion import Scores, fuse
from retrieval.lexical import LexicalIndex
from retrieval.vectors import Progress, open_vectors


@dataclass(frozen=True)
class Hit:
    """A clause found: `score` is fused, `dense` the cosine similarity and `lexical` the BM25 of the segment that
    found it, the `segment`-th of those searched for."""

    key: str
    score: float
    dense: float
    lexical: float
    segment: int


@dataclass(frozen=True)
class ClauseVectors:
    """A clause's words (m, d), of which the first row is the whole, its positives (p, d) and negatives (q, d)."""

    words: Vectors
    positives: Vectors
    negatives: Vectors


class ClauseIndex:
    """`matrix` holds every row of every clause, where `rows` says by clause key."""

    def __init__(self, matrix: Vectors, rows: dict[str, ClauseRows], lexical: LexicalIndex) -> None:
        self.matrix = matrix
        self.rows = rows
        self._lexical = lexical
        self._places = {key: place for place, key in enumerate(rows)}
        self._keys = tuple(rows)

    def vectors(self, key: str) -> ClauseVectors:
        rows = self.rows[key]
        return ClauseVectors(self.matrix[rows.words], self.matrix[rows.positives], self.matrix[rows.negatives])

    def search(self, vectors: Vectors, texts: Sequence[str], allowed: Collection[str], k: int) -> tuple[Hit, ...]:
        """The `k` allowed clauses nearest to any of the segments, given by vector (s, d) and text, nearest first."""
        places = np.array(sorted(self._places[key] for key in allowed if key in self._places), dtype=np.intp)
        if not len(texts) or not len(places):
            return ()
        dense, lexical = self._dense(vectors, places), self._words(texts, places)
        fused = fuse(dense, lexical)
        segment = fused.argmax(axis=0)
        best = fused.max(axis=0)
        return tuple(
            Hit(
                key=self._keys[places[column]],
                score=float(best[column]),
                dense=float(dense[segment[column], column]),
                lexical=float(lexical[segment[column], column]),
                segment=int(segment[column]),
            )
            for column in np.argsort(-best, kind="stable")[:k]
        )

    def _dense(self, vectors: Vectors, places: NDArray[np.intp]) -> Scores:
        """(segments, places): the similarity of each clause's nearest row."""
        spans = [self.rows[self._keys[place]].found_by for place in places]
        starts = np.cumsum([0, *(span.stop - span.start for span in spans[:-1])])
        rows = np.concatenate([np.arange(span.start, span.stop) for span in spans])
        similarity: Scores = np.maximum.reduceat((vectors @ self.matrix.T)[:, rows], starts, axis=1)
        return similarity

    def _words(self, texts: Sequence[str], places: NDArray[np.intp]) -> Scores:
        return np.stack([self._lexical.scores(text)[places] for text in texts])


def open_clause_index(
    data_dir: Path,
    clauses: Sequence[Clause],
    fingerprint: str,
    embedder: Embedder,
    progress: Progress | None = None,
) -> ClauseIndex:
    """The index of all clauses of a corpus, of every version, market and scope. Errors as of `open_vectors`."""
    texts, rows = lay_out(clauses)
    stored = open_vectors(data_dir, "clauses", fingerprint, texts, embedder, progress)
    return ClauseIndex(stored.matrix, rows, LexicalIndex([_findable(clause) for clause in clauses]))


def _findable(clause: Clause) -> str:
    """Words and examples in one: examples speak as creators do."""
    return "\n".join((clause_words(clause), *clause.positives))
