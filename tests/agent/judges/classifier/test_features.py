"""Hashed n-grams: which there are, how they are weighed, and that no text is too odd."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.classifier.features import Vocabulary, characters, words

UNSEEN = Vocabulary.learn(["ab", "cd", "ef"])


def test_words_and_marks_come_alone_and_in_pairs() -> None:
    assert list(words("Cures ALL, it")) == ["cures", "all", ",", "it", "cures all", "all ,", ", it"]


def test_characters_keep_the_edges_of_a_word() -> None:
    assert list(characters("ça")) == [" ç", "ça", "a ", " ça", "ça ", " ça "]


def test_a_word_of_one_precedent_is_not_learned() -> None:
    vocabulary = Vocabulary.learn(["red fox", "red hen", "red ant"])
    columns, values = vocabulary.row("red fox")
    assert len(vocabulary.words.hashes) == 1
    assert vocabulary.words.idf.tolist() == [1.0]
    assert columns[0] == 0
    assert values[0] == 1.0


def test_rarer_words_weigh_more_and_repeats_count_by_their_logarithm() -> None:
    vocabulary = Vocabulary.learn(["! ?", "! ?", "!"]).words
    hashes = [vocabulary.hashes[np.argmin(vocabulary.idf)], vocabulary.hashes[np.argmax(vocabulary.idf)]]
    rare = math.log(4 / 3) + 1
    _, values = vocabulary.row((np.array(hashes, dtype=np.uint32), np.array([3, 1], dtype=np.float32)))
    expected = np.array([1 + math.log(3), rare])
    np.testing.assert_allclose(values, expected / np.linalg.norm(expected), rtol=1e-6)


def test_nothing_learned_makes_empty_rows() -> None:
    assert len(UNSEEN) == 0
    assert UNSEEN.row("ab cd")[0].tolist() == []


@given(st.lists(st.text(), min_size=1, max_size=5), st.text(st.characters(exclude_categories=())))
def test_every_row_is_two_unit_blocks_of_columns_that_exist(texts: list[str], text: str) -> None:
    vocabulary = Vocabulary.learn([*texts, *texts])
    columns, values = vocabulary.row(text)
    assert len(set(columns.tolist())) == len(columns) == len(values)
    assert all(0 <= column < len(vocabulary) for column in columns)
    in_words = columns < len(vocabulary.words.hashes)
    for block in (values[in_words], values[~in_words]):
        assert not len(block) or math.isclose(np.linalg.norm(block), 1, rel_tol=1e-5)
