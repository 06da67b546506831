"""Untrusted text loses hidden characters and keeps visible ones."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.untrusted import one_line, shortened


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines\t and\u2028more", "two lines and more"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\u202egnihton\u202c reversed", "gnihton reversed"),
        ("sc\u200bo\u200dr\u2060e\ufeff", "score"),
        ("tag\U000e0041\U000e0042 filler\u3164", "tag filler"),
        ("smuggled\ufe0f\ufe0e\ufe0f\U000e0101", "smuggled\ufe0f"),
        ("cook 👩\u200d🍳 and ❤\ufe0f\u200d🔥", "cook 👩\u200d🍳 and ❤\ufe0f\u200d🔥"),
        ("क्\u200dष", "क्\u200dष"),
        ("é\u200d\u200dé", "éé"),
        ("“Quotes”, naïve — 100 %", "“Quotes”, naïve — 100 %"),
    ],
)
def test_one_line_removes_hidden_characters(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text() | st.text("a é❤\u200b\u200c\u200d\ufe0e\ufe0f\u3164\u115f\u202e\n"))
def test_one_line_is_visible_and_idempotent(text: str) -> None:
    seen = one_line(text)
    assert one_line(seen) == seen
    assert seen == seen.strip()
    assert len(seen.splitlines()) <= 1
    assert {unicodedata.category(c) for c in seen if c not in "\u200c\u200d"}.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn"})


@given(
    st.text(
        st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x10FF, exclude_characters="\u034f\u115f\u1160")
    )
)
def test_one_line_keeps_visible_characters(text: str) -> None:
    assert one_line(text) == text


@given(st.text("ab ", max_size=60), st.integers(1, 40))
def test_shortened_is_a_prefix_within_the_limit(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text if len(text) <= limit else text.startswith(short.removesuffix("…"))


def test_shortened_cuts_between_words() -> None:
    assert shortened("one two three", 10) == "one two…"
    assert shortened("unbreakable", 5) == "unbr…"
