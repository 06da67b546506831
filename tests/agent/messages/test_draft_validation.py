"""Reading is measured by counting words, sentences and long words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.messages.draft_validation import is_readable, lix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.0),
        ("One two three.", 3.0),
        ("One two. Three four!", 2.0),
        ("Considerations prevail. Yes.", 1.5 + 200 / 3),
        ("No stop", 2.0),
    ],
)
def test_lix_counts_long_words_and_words_per_sentence(text: str, expected: float) -> None:
    assert lix(text) == pytest.approx(expected)


@given(st.text())
def test_lix_is_never_negative(text: str) -> None:
    assert lix(text) >= 0


def test_text_without_spaces_is_always_readable() -> None:
    assert is_readable("กฎข้อนี้มีไว้เพื่อคุ้มครองผู้ซื้อ" * 40, "th")
    assert not is_readable("notwithstanding considerations " * 40, "en")
