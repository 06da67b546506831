"""The reader of other languages compares texts with the examples in its own embedder."""

from pathlib import Path

import pytest

from retrieval.other_languages import MAX_TEXTS, OtherLanguages, open_other_languages
from tests.retrieval.letter_embedder import LetterEmbedder
from tests.retrieval.test_example_votes import BARE, CURE, EXCUSED, KEYS, PAY, RULES


@pytest.fixture
def reader(tmp_path: Path) -> OtherLanguages:
    return open_other_languages(tmp_path, RULES, "v1", LetterEmbedder())


def test_violating_example_is_a_likely_violation_of_its_rule(reader: OtherLanguages) -> None:
    reading = reader.read([CURE.violating_examples[0]], KEYS)
    assert reading is not None
    assert max(reading.votes, key=lambda key: reading.votes[key]) == CURE.key
    text, violating, compliant = reader.similarity(reading.vectors, CURE.key)
    assert violating[0].argmax() == 0
    assert (text.shape, compliant.shape) == ((1, 1), (1, 1))


def test_likeness_to_violating_examples_raises_the_probability(reader: OtherLanguages) -> None:
    violating, compliant = (
        reader.read([text], KEYS) for text in (PAY.violating_examples[1], CURE.compliant_examples[0])
    )
    assert violating is not None
    assert compliant is not None
    assert violating.breach > compliant.breach


def test_nothing_is_read_without_texts_or_examples(reader: OtherLanguages, tmp_path: Path) -> None:
    assert reader.read([], KEYS) is None
    assert open_other_languages(tmp_path, [BARE, EXCUSED], "v2", LetterEmbedder()).read(["hola"], KEYS) is None


def test_examples_are_embedded_once_and_long_cases_are_bounded(tmp_path: Path) -> None:
    open_other_languages(tmp_path, RULES, "v1", LetterEmbedder()).read(["hola"], KEYS)
    second = LetterEmbedder()
    open_other_languages(tmp_path, RULES, "v1", second).read([f"hola {n}" for n in range(3 * MAX_TEXTS)], KEYS)
    assert len(second.embedded) == MAX_TEXTS
