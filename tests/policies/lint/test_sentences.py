"""Splitting text into sentences, and normalizing terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lint.sentences import NUMBER, contains_term, normalize, sentences


def test_sentences_end_at_stops_paragraphs_and_items() -> None:
    text = 'Name it "now." Name it.\nThen wait 3.5 days ("or more."). Else\nstop!\n\nNo end\n\n- an item\n'
    text += "- another item. It is long"
    assert list(sentences(text)) == [
        'Name it "now."',
        "Name it.",
        'Then wait 3.5 days ("or more.").',
        "Else stop!",
        "No end",
        "- an item",
        "- another item.",
        "It is long",
    ]


@given(st.text())
def test_no_word_is_lost(text: str) -> None:
    assert " ".join(sentences(text)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("Linked accounts", "linked account"),
        ("A party's bodies", "party body"),
        ("the LIVE session", "live session"),
        ("An address in the glass bus", "address in the glass bus"),
        ("A", "a"),
        ("—", ""),
    ],
)
def test_term_is_normalized_to_lower_case_singular(text: str, normalized: str) -> None:
    assert normalize(text) == normalized


@given(st.text())
def test_normalizing_twice_can_only_shorten(text: str) -> None:
    assert len(normalize(normalize(text))) <= len(normalize(text)) <= 4 * len(text)


@pytest.mark.parametrize(("text", "is_contained"), [("two linked account here", True), ("unlinked account", False)])
def test_term_matches_whole_words_only(text: str, is_contained: bool) -> None:
    assert contains_term(text, "linked account") is is_contained


@pytest.mark.parametrize(("text", "counts"), [("in 3 days", True), ("Twice a day", True), ("anyone often", False)])
def test_numbers_are_found_as_digits_and_words(text: str, counts: bool) -> None:
    assert bool(NUMBER.search(text)) is counts
