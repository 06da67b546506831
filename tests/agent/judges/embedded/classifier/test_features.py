"""Hashed n-grams and their tf-idf weights."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.embedded.classifier.features import Vocabulary, character_ngrams, word_ngrams

EMPTY = Vocabulary.fit(["ab", "cd", "ef"])


def test_word_ngrams_are_single_tokens_and_pairs() -> None:
    assert list(word_ngrams("Cures ALL, it")) == ["cures", "all", ",", "it", "cures all", "all ,", ", it"]


def test_character_ngrams_include_word_edges() -> None:
    assert list(character_ngrams("ça")) == [" ç", "ça", "a ", " ça", "ça ", " ça "]


def test_ngram_of_a_single_text_is_not_in_the_vocabulary() -> None:
    vocabulary = Vocabulary.fit(["red fox", "red hen", "red ant"])
    columns, values = vocabulary.transform("red fox")
    assert len(vocabulary.words.hashes) == 1
    assert vocabulary.words.idf.tolist() == [1.0]
    assert columns[0] == 0
    assert values[0] == 1.0


def test_rare_words_weigh_more_and_repeats_count_logarithmically() -> None:
    vocabulary = Vocabulary.fit(["! ?", "! ?", "!"]).words
    hashes = [vocabulary.hashes[np.argmin(vocabulary.idf)], vocabulary.hashes[np.argmax(vocabulary.idf)]]
    rare = math.log(4 / 3) + 1
    _, values = vocabulary.transform((np.array(hashes, dtype=np.uint32), np.array([3, 1], dtype=np.float32)))
    expected = np.array([1 + math.log(3), rare])
    np.testing.assert_allclose(values, expected / np.linalg.norm(expected), rtol=1e-6)


def test_empty_vocabulary_makes_empty_rows() -> None:
    assert len(EMPTY) == 0
    assert EMPTY.transform("ab cd")[0].tolist() == []


@given(st.lists(st.text(), min_size=1, max_size=5), st.text(st.characters(exclude_categories=())))
def test_row_has_two_unit_blocks_of_valid_columns(texts: list[str], text: str) -> None:
    vocabulary = Vocabulary.fit([*texts, *texts])
    columns, values = vocabulary.transform(text)
    assert len(set(columns.tolist())) == len(columns) == len(values)
    assert all(0 <= column < len(vocabulary) for column in columns)
    in_words = columns < len(vocabulary.words.hashes)
    for block in (values[in_words], values[~in_words]):
        assert not len(block) or math.isclose(np.linalg.norm(block), 1, rel_tol=1e-5)
