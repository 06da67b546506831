"""The clauses of a corpus, to be found by meaning and by words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause
from retrieval.clause_texts import ClauseRows, clause_words, lay_out
from retrieval.embedder import Embedder, Vectors
from retrieval.fusion import Scores, fuse
from retrieval.lexical import LexicalIndex
from retrieval.vectors import Progress, open_vectors

AT_ONCE = 256  # segments


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


@dataclass(frozen=True)
class ClauseSimilarity:
    """How near each segment comes to the rows of some clauses, each (segments, clauses, most rows of any clause):
    cosine similarity, and minus infinity where a clause has no such row."""

    words: Scores
    positives: Scores
    negatives: Scores


class ClauseIndex:
    """`matrix` holds every row of every clause, where `rows` says by clause key."""

    def __init__(self, matrix: Vectors, rows: dict[str, ClauseRows], lexical: LexicalIndex) -> None:
        self.matrix = matrix
        self.rows = rows
        self._lexical = lexical
        self._places = {key: place for place, key in enumerate(rows)}
        self._keys = tuple(rows)
        self._found_by = _numbered([row.found_by for row in rows.values()])
        self._words = _numbered([row.words for row in rows.values()])
        self._positives = _numbered([row.positives for row in rows.values()])
        self._negatives = _numbered([row.negatives for row in rows.values()])

    def vectors(self, key: str) -> ClauseVectors:
        rows = self.rows[key]
        return ClauseVectors(self.matrix[rows.words], self.matrix[rows.positives], self.matrix[rows.negatives])

    def similarity(self, vectors: Vectors) -> Scores:
        """(segments, rows + 1) of vectors (s, d): how near each comes to each row, taken once for all that is asked of
        it here. The last column stands for rows that are not there."""
        near = np.full((len(vectors), len(self.matrix) + 1), -np.inf, dtype=np.float32)
        np.matmul(vectors, self.matrix.T, out=near[:, :-1])
        return near

    def among(self, keys: Sequence[str], similarity: Scores) -> ClauseSimilarity:
        """The part of `similarity` that is of these clauses, in this order."""
        places = [self._places[key] for key in keys]
        parts = (self._words, self._positives, self._negatives)
        return ClauseSimilarity(*(similarity[:, part[places]] for part in parts))

    def search(self, similarity: Scores, texts: Sequence[str], allowed: Collection[str], k: int) -> tuple[Hit, ...]:
        """The `k` allowed clauses nearest to any of the segments, given by `similarity` and text, nearest first."""
        places = np.array(sorted(self._places[key] for key in allowed if key in self._places), dtype=np.intp)
        if not len(texts) or not len(places):
            return ()
        rows = self._found_by[places]
        dense = np.concatenate([some[:, rows].max(axis=2) for some in few_at_a_time(similarity)])
        lexical = np.stack([self._lexical.scores(text)[places] for text in texts])
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


def few_at_a_time(similarity: Scores) -> Iterator[Scores]:
    """Segments in their order: for a long text the nearness of each to each row of each clause would be gigabytes."""
    for start in range(0, len(similarity), AT_ONCE):
        yield similarity[start : start + AT_ONCE]


def _numbered(spans: Sequence[slice]) -> NDArray[np.intp]:
    """(clauses, longest): the rows of each span, and -1 after its last."""
    bounds = np.array([(span.start, span.stop) for span in spans], dtype=np.intp).reshape(-1, 2)
    starts, stops = bounds[:, :1], bounds[:, 1:]
    rows = starts + np.arange((stops - starts).max(initial=1))
    return np.where(rows < stops, rows, -1)


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
    return "\n".join((clause_words(clause), *clause.violating_examples))
