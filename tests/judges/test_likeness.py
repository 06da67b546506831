"""How near segments come to a clause, on vectors drawn by hand."""

import numpy as np
import pytest

from judges.likeness import WORDS, Likeness, likeness
from retrieval.clause_index import ClauseVectors
from retrieval.embedder import Vectors
from tests.judges.briefs import rule

CLAUSE = rule("CLM-1", positives=("cures", "heals"), negatives=("tastes",))
EAST, NORTH, WEST = (np.array([v], dtype=np.float32) for v in ([1, 0], [0, 1], [-1, 0]))
NONE = np.zeros((0, 2), dtype=np.float32)


def known(positives: list[Vectors], negatives: list[Vectors]) -> ClauseVectors:
    return ClauseVectors(EAST, np.concatenate([NONE, *positives]), np.concatenate([NONE, *negatives]))


def test_nearness_lean_and_the_nearest_examples() -> None:
    like = likeness(CLAUSE, known([EAST, NORTH], [WEST]), np.concatenate([EAST, WEST]))
    np.testing.assert_allclose(like.nearness, [0.5 + WORDS, -0.5 - WORDS], rtol=1e-6)
    np.testing.assert_allclose(like.lean, [0.5 + 1, -0.5 - 1])
    assert (like.positive, like.negative) == (("cures", 1.0), ("tastes", -1.0))
    assert like.nearest == pytest.approx(0.5 + WORDS)


def test_of_many_examples_the_nearest_few_are_heard() -> None:
    many = rule("CLM-1", positives=tuple("abcdef"))
    like = likeness(many, known([EAST, EAST, EAST, WEST, WEST, WEST], []), EAST)
    np.testing.assert_allclose(like.nearness, [1 + WORDS])


def test_without_examples_the_words_alone_pull() -> None:
    like = likeness(rule("CLM-1"), known([], []), np.concatenate([EAST, NORTH]))
    np.testing.assert_allclose(like.nearness, [WORDS, 0], atol=1e-7)
    np.testing.assert_allclose(like.lean, [0, 0])
    assert (like.positive, like.negative) == (None, None)


def test_the_nearest_never_falls_below_nought() -> None:
    assert Likeness(np.array([-0.4], dtype=np.float32), np.zeros(1, dtype=np.float32), None, None).nearest == 0.0
