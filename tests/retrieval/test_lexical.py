import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.lexical import LexicalIndex

CLAUSES = ("Do not claim that a product cures illness.", "Disclose every paid partnership.", "Show the whole price.")


@pytest.mark.parametrize(
    ("query", "best"), [("it cured my illnesses", 0), ("a PAID partnership, disclosed", 1), ("prices", 2)]
)
def test_words_match_in_any_form(query: str, best: int) -> None:
    scores = LexicalIndex(CLAUSES).scores(query)
    assert scores.shape == (3,)
    assert int(scores.argmax()) == best
    assert scores[best] > 0


@pytest.mark.parametrize("query", ["", "  ", "🎉", "zebra", "x"])
def test_nothing_in_common_scores_nothing(query: str) -> None:
    np.testing.assert_array_equal(LexicalIndex(CLAUSES).scores(query), np.zeros(3))


@pytest.mark.parametrize("texts", [(), ("",), ("🎉", "a")])
def test_a_corpus_without_words_scores_nothing(texts: tuple[str, ...]) -> None:
    np.testing.assert_array_equal(LexicalIndex(texts).scores("anything"), np.zeros(len(texts)))


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=40))
def test_any_text_gets_a_finite_score_of_its_own(texts: list[str], query: str) -> None:
    scores = LexicalIndex(texts).scores(query)
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()
