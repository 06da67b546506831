"""An index of clauses that is not stored: most of its texts have their vectors in an index that is open already."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from domain.clause import Clause
from domain.errors import InputError
from retrieval.clause_texts import embedding_texts
from retrieval.embedder import Embedder
from retrieval.example_votes import ExampleVotes
from retrieval.index import ClauseIndex, lexical_text
from retrieval.lexical_index import LexicalIndex

MAX_NEW_TEXTS = 500  # each takes about 4 ms of a core


class TooManyNewTexts(InputError):
    """More texts than are embedded for a trial; the message says how many."""


def index_in_memory(
    clauses: Sequence[Clause], known: Sequence[Clause], index: ClauseIndex, embedder: Embedder
) -> ClauseIndex:
    """`index` is that of the `known` clauses. Raises TooManyNewTexts."""
    texts, rows = embedding_texts(clauses)
    row_of = {text: row for row, text in enumerate(embedding_texts(known)[0])}
    missing = list(dict.fromkeys(text for text in texts if text not in row_of))
    if len(missing) > MAX_NEW_TEXTS:
        detail = f"the draft has {len(missing):,} new texts and examples, and there may be at most {MAX_NEW_TEXTS}"
        raise TooManyNewTexts(f"{detail} for a trial: try one clause at a time")
    added = dict(zip(missing, embedder.embed(missing), strict=True)) if missing else {}
    matrix = np.stack([added[text] if text in added else index.matrix[row_of[text]] for text in texts])
    open_votes = partial(ExampleVotes.fit, clauses, matrix, rows)
    return ClauseIndex(matrix, rows, LexicalIndex([lexical_text(clause) for clause in clauses]), open_votes)
