"""How near segments come to a clause, on vectors drawn by hand."""

import numpy as np
import pytest

from agent.judges.clause_similarity import WORDS, Likeness, likenesses
from domain.clause import Clause
from retrieval.clause_texts import ClauseRows
from retrieval.embedder import Vectors
from retrieval.index import AT_ONCE, ClauseIndex
from retrieval.lexical import LexicalIndex
from tests.agent.judges.judge_inputs import rule

OTHER = rule("OTH-1")
CLAUSE = rule("CLM-1", positives=("cures", "heals"), negatives=("tastes",))
EAST, NORTH, WEST = (np.array([v], dtype=np.float32) for v in ([1, 0], [0, 1], [-1, 0]))


def likeness(content: list[Vectors], clause: Clause, positives: list[Vectors], negatives: list[Vectors]) -> Likeness:
    """Of a clause whose words point east, in an index of one more."""
    spans = slice(0, 1), slice(1, 1 + len(positives)), slice(1 + len(positives), 1 + len(positives + negatives))
    rows = ClauseRows(*spans)
    more = ClauseRows(slice(rows.negatives.stop, rows.negatives.stop + 1), slice(0, 0), slice(0, 0))
    index = ClauseIndex(
        np.concatenate([EAST, *positives, *negatives, NORTH]),
        {clause.key: rows, OTHER.key: more},
        LexicalIndex(["east", "north"]),
    )
    similarity = index.similarity(np.concatenate(content))
    return likenesses({"other": OTHER, "it": clause}, index, similarity)["it"]


def test_nearness_lean_and_the_nearest_examples() -> None:
    like = likeness([EAST, WEST], CLAUSE, [EAST, NORTH], [WEST])
    np.testing.assert_allclose(like.nearness, [0.5 + WORDS, -0.5 - WORDS], rtol=1e-6)
    np.testing.assert_allclose(like.lean, [0.5 + 1, -0.5 - 1])
    assert (like.positive, like.negative) == (("cures", 1.0), ("tastes", -1.0))
    assert like.nearest == pytest.approx(0.5 + WORDS)


def test_of_many_examples_the_nearest_few_are_heard() -> None:
    many = rule("CLM-1", positives=tuple("abcdef"))
    like = likeness([EAST], many, [EAST, EAST, EAST, WEST, WEST, WEST], [])
    np.testing.assert_allclose(like.nearness, [1 + WORDS])


def test_without_examples_the_words_alone_pull() -> None:
    like = likeness([EAST, NORTH], rule("CLM-1"), [], [])
    np.testing.assert_allclose(like.nearness, [WORDS, 0], atol=1e-7)
    np.testing.assert_allclose(like.lean, [0, 0])
    assert (like.positive, like.negative) == (None, None)


def test_the_nearest_never_falls_below_nought() -> None:
    assert Likeness(np.array([-0.4], dtype=np.float32), np.zeros(1, dtype=np.float32), None, None).nearest == 0.0


def test_the_last_of_very_many_segments_is_heard() -> None:
    like = likeness([*[WEST] * AT_ONCE, NORTH, EAST], CLAUSE, [EAST, NORTH], [WEST])
    assert (like.nearness.shape, int(like.nearness.argmax())) == ((AT_ONCE + 2,), AT_ONCE + 1)
    assert like.positive == ("cures", 1.0)
