"""A quotation from a source is left out of a text, whatever its marks, case and punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.messages.quotations import is_quoted_from, without_quotations

SOURCES = ("Only three left, hurry <b>now</b>",)


@pytest.mark.parametrize("marks", ["\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb", '""', "\u300c\u300d"])
def test_quotation_from_a_source_is_replaced(marks: str) -> None:
    text = f"You say {marks[0]}only  three LEFT,{marks[1]} and more."
    assert without_quotations(text, SOURCES, "*") == 'You say "*" and more.'


@pytest.mark.parametrize("quoted", ["only four left", "hurry <b>now</b>"])
def test_other_words_and_markup_stay(quoted: str) -> None:
    assert without_quotations(f"You say \u201c{quoted}\u201d.", SOURCES, "*") == f"You say \u201c{quoted}\u201d."


def test_quoted_words_are_compared_without_case_and_punctuation() -> None:
    assert is_quoted_from("Three left!", SOURCES)
    assert not is_quoted_from("left three", SOURCES)


@given(st.text(), st.text())
def test_text_without_quotation_marks_stays(text: str, source: str) -> None:
    plain = "".join(character for character in text if character not in '\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d"')
    assert without_quotations(plain, (source,), "*") == plain
