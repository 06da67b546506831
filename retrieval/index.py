"""The index of a corpus's clauses, searched by meaning (vectors) and by words (BM25), with both scores fused."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NewType

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause
from retrieval.clause_texts import ClauseRows, clause_text, embedding_texts
from retrieval.embedder import Embedder, Vectors
from retrieval.example_votes import ExampleVotes
from retrieval.example_votes_file import load_or_fit, votes_name
from retrieval.lexical_index import LexicalIndex, Scores
from retrieval.vectors import Progress, open_vectors

RowSimilarity = NewType("RowSimilarity", NDArray[np.float32])  # so that vectors cannot be passed in its place

SEGMENTS_PER_BATCH = 256

# Near its best on OR-ShARC, ContractNLI and the bundled examples (each held out and searched for). On the last, 1.0
# lowers recall at 5 by .02, because content seldom uses the words of the policy.
LEXICAL_WEIGHT = 0.6


def standardised(scores: Scores) -> Scores:
    """Each row minus its mean, in units of its standard deviation; zeros where all values of a row are equal."""
    centred = scores - scores.mean(axis=-1, keepdims=True)
    spread = scores.std(axis=-1, keepdims=True)
    standard: Scores = np.where(spread > 1e-6, centred / np.maximum(spread, 1e-6), 0)
    return standard


def fuse(dense: Scores, lexical: Scores) -> Scores:
    """Fuses (segments, clauses) of cosine similarity and of BM25 to the same shape; higher is more relevant.

    Each segment is weighted by its best similarity to any clause. With standard scores alone, every greeting in a long
    transcript would vote for the clause that it is least dissimilar to: with 60 unrelated sentences around each
    OR-ShARC question, recall at 5 is .60 without this weight and .87 with it.
    """
    weight = np.maximum(dense.max(axis=-1, keepdims=True, initial=0), 0)
    fused: Scores = weight * (standardised(dense) + LEXICAL_WEIGHT * standardised(lexical))
    return fused


@dataclass(frozen=True)
class Hit:
    """A clause that a search found. `score` is fused; `dense` (cosine similarity) and `lexical` (BM25) are those of its
    best segment, whose index is `segment`."""

    key: str
    score: float
    dense: float
    lexical: float
    segment: int


@dataclass(frozen=True)
class ClauseVectors:
    """A clause's text (m, d), whose first row is the complete text, and its violating and compliant examples."""

    text: Vectors
    violating: Vectors
    compliant: Vectors


@dataclass(frozen=True)
class ClauseSimilarity:
    """The cosine similarity of each segment to the rows of some clauses, each (segments, clauses, maximum rows per
    clause). Minus infinity where a clause has fewer rows."""

    text: Scores
    violating: Scores
    compliant: Scores


class ClauseIndex:
    """`matrix` has the rows of all clauses; `rows` has each clause's slices of it by clause key. `open_votes` gives the
    votes of the examples; it is called when they are first asked for."""

    def __init__(
        self,
        matrix: Vectors,
        rows: dict[str, ClauseRows],
        lexical: LexicalIndex,
        open_votes: Callable[[], ExampleVotes | None] = lambda: None,
    ) -> None:
        self.matrix = matrix
        self.rows = rows
        self._lexical = lexical
        self._open_votes = open_votes
        self._positions = {key: position for position, key in enumerate(rows)}
        self._keys = tuple(rows)
        self._searchable = _row_numbers([row.searchable for row in rows.values()])
        self._text = _row_numbers([row.text for row in rows.values()])
        self._violating = _row_numbers([row.violating for row in rows.values()])
        self._compliant = _row_numbers([row.compliant for row in rows.values()])

    @cached_property
    def votes(self) -> ExampleVotes | None:
        """None where no rule has a violating example."""
        return self._open_votes()

    def vectors(self, key: str) -> ClauseVectors:
        rows = self.rows[key]
        return ClauseVectors(self.matrix[rows.text], self.matrix[rows.violating], self.matrix[rows.compliant])

    def row_similarity(self, vectors: Vectors) -> RowSimilarity:
        """(segments, rows + 1): the cosine similarity of vectors (segments, d) to every row. Calculated once for all
        methods. The last column, minus infinity, represents missing rows."""
        similarity = np.full((len(vectors), len(self.matrix) + 1), -np.inf, dtype=np.float32)
        np.matmul(vectors, self.matrix.T, out=similarity[:, :-1])
        return RowSimilarity(similarity)

    def clause_similarity(self, keys: Sequence[str], similarity: RowSimilarity) -> ClauseSimilarity:
        """The part of `similarity` for these clauses, in this order."""
        positions = [self._positions[key] for key in keys]
        groups = (self._text, self._violating, self._compliant)
        return ClauseSimilarity(*(similarity[:, rows[positions]] for rows in groups))

    def search(
        self, similarity: RowSimilarity, texts: Sequence[str], allowed: Collection[str], k: int
    ) -> tuple[Hit, ...]:
        """The `k` most relevant of the `allowed` clauses, best first, for segments given by row similarity and text."""
        positions = np.array(sorted(self._positions[key] for key in allowed if key in self._positions), dtype=np.intp)
        if not len(texts) or not len(positions):
            return ()
        dense, lexical = self._dense_and_lexical(similarity, texts, positions)
        fused = fuse(dense, lexical)
        segment = fused.argmax(axis=0)
        best = fused.max(axis=0)
        return tuple(
            Hit(
                key=self._keys[positions[column]],
                score=float(best[column]),
                dense=float(dense[segment[column], column]),
                lexical=float(lexical[segment[column], column]),
                segment=int(segment[column]),
            )
            for column in np.argsort(-best, kind="stable")[:k]
        )

    def relevance(self, similarity: RowSimilarity, texts: Sequence[str], keys: Sequence[str]) -> Scores:
        """(segments, clauses): the fused score of each segment for these clauses, in this order. `texts` has one at
        least."""
        positions = np.array([self._positions[key] for key in keys], dtype=np.intp)
        return fuse(*self._dense_and_lexical(similarity, texts, positions))

    def _dense_and_lexical(
        self, similarity: RowSimilarity, texts: Sequence[str], positions: NDArray[np.intp]
    ) -> tuple[Scores, Scores]:
        """Each (segments, clauses)."""
        rows = self._searchable[positions]
        dense = np.concatenate([batch[:, rows].max(axis=2) for batch in in_batches(similarity)])
        return dense, np.stack([self._lexical.scores(text)[positions] for text in texts])


def in_batches(similarity: RowSimilarity) -> Iterator[RowSimilarity]:
    """Consecutive segments: (segments, clauses, rows) of a long text would take gigabytes."""
    for start in range(0, len(similarity), SEGMENTS_PER_BATCH):
        yield RowSimilarity(similarity[start : start + SEGMENTS_PER_BATCH])


def _row_numbers(spans: Sequence[slice]) -> NDArray[np.intp]:
    """(clauses, maximum rows): the row numbers of each span, filled up with -1."""
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
    """For all clauses of a corpus, of every version, market and scope. Raises what `open_vectors` raises."""
    texts, rows = embedding_texts(clauses)
    matrix = open_vectors(data_dir, "clauses", fingerprint, texts, embedder, progress).matrix

    def open_votes() -> ExampleVotes | None:
        name = votes_name(embedder.name, clauses)
        return load_or_fit(data_dir / "index", name, lambda: ExampleVotes.fit(clauses, matrix, rows))

    return ClauseIndex(matrix, rows, LexicalIndex([lexical_text(clause) for clause in clauses]), open_votes)


def lexical_text(clause: Clause) -> str:
    """With the violating examples, which use the words of creators."""
    return "\n".join((clause_text(clause), *clause.violating_examples))
