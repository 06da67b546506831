"""Words are the same however they are written, in every script, in linear time."""

import pytest

from text.search_words import MAX_WORD_CHARS, distinct_words, is_prefix, search_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's a Café!", ["it", "s", "a", "cafe"]),
        ("#spring_sale 50%", ["spring", "sale", "50"]),
        ("\uff43\uff55\uff52\uff45 c\u200bure", ["cure", "cure"]),
        ("Straße", ["strasse"]),
        ("यह चाय है", ["यह", "चाय", "है"]),
        ("الشاي يعالجُ", ["الشاي", "يعالج"]),
        ("お茶は", ["お茶", "茶は"]),
        ("茶", ["茶"]),
        ("차", ["\u110e\u1161"]),
        ("… !", []),
        ("x" * 99, ["x" * MAX_WORD_CHARS]),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert [*search_words(text)] == words


def test_only_longer_words_and_halves_of_pairs_find_what_starts_with_them() -> None:
    assert [word for word in ("it", "tea", "茶", "お茶", "x") if is_prefix(word)] == ["tea", "茶"]


def test_first_different_words_are_kept() -> None:
    assert distinct_words(["a b a", "c d"], 3) == {"a", "b", "c"}
    assert distinct_words([], 3) == set()
