"""Two sketches tell whether their texts say much the same, from either side alike."""

from hypothesis import given
from hypothesis import strategies as st

from agent.media_bank.words_sketch import COLUMNS, DIGITS, say_the_same, sketch
from domain.media_bank import BankHash

TEXTS = st.text(max_size=60)


@given(TEXTS, TEXTS)
def test_sketches_compare_equal_from_either_side(one: str, other: str) -> None:
    first, second = sketch(one), sketch(other)
    assert say_the_same(first, second) == say_the_same(second, first)
    assert say_the_same(first, first)


@given(TEXTS)
def test_sketch_is_a_hash_of_one_length_or_none(text: str) -> None:
    value = sketch(text)
    assert value is None or len(BankHash(name="words", value=value).value) == COLUMNS * DIGITS


def test_case_and_spaces_do_not_count_and_other_words_do() -> None:
    said = sketch("58.00\nNOW 19.00\nBRAND NEW IN OUR SHOP")
    assert sketch("58.00 now  19.00 Brand new in our shop") == said
    assert say_the_same(said, sketch("58.00 NOW 19.00 BRAND NEW IN 0UR SHOP"))
    assert not say_the_same(said, sketch("open on Sunday from nine to five"))


def test_unknown_words_are_no_difference() -> None:
    assert sketch("ab") is None
    assert say_the_same(None, sketch("open on Sunday"))
