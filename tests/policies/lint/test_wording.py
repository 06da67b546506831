"""Vague words and long sentences."""

import pytest

from policies.lint.wording import long_sentence, vague_word
from policies.vocabulary import GlossaryEntry
from tests.policies.lint.corpora import clause, definition, lint_input, messages


def test_vague_word_is_reported_with_what_it_leaves_open() -> None:
    (problem,) = vague_word(lint_input(clause(text="Sell knives. Take appropriate care.")))
    assert (str(problem), problem.excerpt) == (
        'warning: ABC-1@1.0: "appropriate" leaves open by what standard; '
        "state the number, the act or the person, or give an example in the sentence",
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
def test_vague_words_without_a_measure_are_found(text: str, words: list[str]) -> None:
    assert sorted(problem.excerpt for problem in vague_word(lint_input(clause(text=text)))) == sorted(words)


def test_defined_term_or_check_makes_a_word_precise() -> None:
    vague = clause(text="Do not ask for an excessive price.")
    priced = definition("DEF-1", "Excessive price", "A price above twice the usual one.")
    assert messages(vague_word, lint_input(vague, priced)) == []
    assert (
        messages(vague_word, lint_input(vague, glossary={"excessive price": GlossaryEntry(meaning="Too much.")})) == []
    )
    assert messages(vague_word, lint_input(vague.model_copy(update={"check": "facts.price > 100"}))) == []
    assert len(messages(vague_word, lint_input(vague))) == 1


def test_sentence_of_more_than_sixty_words_is_reported() -> None:
    long = " ".join(["word"] * 61)
    (problem,) = long_sentence(lint_input(clause(text=f"Short. {long.capitalize()}."), clause("ABC-2", long[5:])))
    assert (str(problem), problem.excerpt) == (
        "note: ABC-1@1.0: a sentence has 61 words, more than 60; split it, or write a list",
        f"{long.capitalize()}.",
    )
