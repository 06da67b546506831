"""Vague words without a measure, and sentences too long."""

import pytest

from policies.lint.wording import long_sentence, vague_word
from policies.parsing.glossary import Entry
from tests.policies.lint.corpora import clause, definition, subject, told


def test_a_vague_word_is_named_with_what_it_leaves_open() -> None:
    (found,) = vague_word(subject(clause(text="Sell knives. Take appropriate care.")))
    assert (str(found), found.words) == (
        'warning: ABC-1@1.0: "appropriate" leaves open by what standard, and nothing beside it is a measure; '
        "name the number, the act or the person, or give an example in the sentence",
        "appropriate",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Excessive noise, inappropriate words etc. are out.", ["Excessive", "inappropriate", "etc"]),
        ("Answer promptly, or at our sole discretion.", ["promptly", "at our sole discretion"]),
        ("As the platform sees fit, goods and/or services.", ["As the platform sees fit", "and/or"]),
        ("An excessive delay is more than 3 days.", []),
        ("Excessive force, such as a kick, is out.", []),
        ("Noise must not be excessive. Noise is excessive where a neighbour rings.", []),
        ("A promptness, a property and a suitableness.", []),
    ],
)
def test_which_words_are_vague(text: str, words: list[str]) -> None:
    assert sorted(found.words for found in vague_word(subject(clause(text=text)))) == sorted(words)


def test_a_defined_term_or_a_check_is_a_measure() -> None:
    vague = clause(text="Do not ask for an excessive price.")
    priced = definition("DEF-1", "Excessive price", "A price above twice the usual one.")
    assert told(vague_word, subject(vague, priced)) == []
    assert told(vague_word, subject(vague, glossary={"excessive price": Entry(meaning="Too much.")})) == []
    assert told(vague_word, subject(vague.model_copy(update={"check": "facts.price > 100"}))) == []
    assert len(told(vague_word, subject(vague))) == 1


def test_sentences_of_more_than_sixty_words() -> None:
    long = " ".join(["word"] * 61)
    (found,) = long_sentence(subject(clause(text=f"Short. {long.capitalize()}."), clause("ABC-2", long[5:])))
    assert (str(found), found.words) == (
        "note: ABC-1@1.0: a sentence of 61 words; past 60 its parts get lost; make two of it, or a list",
        f"{long.capitalize()}.",
    )
