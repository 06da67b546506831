"""Naive Bayes over the parts of words."""

import numpy as np
import pytest

from retrieval.character_likelihood import CharacterLikelihood


def test_text_is_likeliest_under_the_clause_with_its_words_and_their_parts() -> None:
    likelihood = CharacterLikelihood.fit([["pay me by bank transfer"], ["cures diabetes"], ["a giveaway"]])
    assert likelihood.scores(["transfers only"]).argmax() == 0
    assert likelihood.scores(["curing the diabetic"]).argmax() == 1


def test_word_that_all_clauses_have_tells_nothing() -> None:
    likelihood = CharacterLikelihood.fit([["the tea"], ["the pan"]])
    scores = likelihood.scores(["the"])
    assert scores[0] == pytest.approx(scores[1])


def test_score_is_the_smoothed_log_ratio() -> None:
    """A word of two letters has three parts: each clause has three, and the prior is .2 of that."""
    likelihood = CharacterLikelihood.fit([["ab"], ["cd"]])
    has, lacks = (1 + 0.6 / 6) / 3.6 * 6, (0.6 / 6) / 3.6 * 6
    assert likelihood.scores(["ab"]) == pytest.approx([3 * np.log(has), 3 * np.log(lacks)], abs=1e-4)


@pytest.mark.parametrize("texts", [[], [""], ["?!"], ["zzzz"], ["\ud800\ud800"], ["x" * 200_000]])
def test_text_without_a_known_part_scores_zero(texts: list[str]) -> None:
    likelihood = CharacterLikelihood.fit([["pay me"], ["the tea"]])
    assert likelihood.scores(texts).tolist() == [0, 0]


def test_clauses_without_words_have_no_parts() -> None:
    assert CharacterLikelihood.fit([[], ["!"]]).scores(["tea"]).tolist() == [0, 0]
