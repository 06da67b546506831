"""A long clause is shown with the passages that bear on the post."""

from hypothesis import given
from hypothesis import strategies as st

from prompts.shortening import MAX_CLAUSE_TOKENS, OMITTED, nearest_passages, text_tokens

FILLER = [
    f"Section {number} speaks of parking, lifts and the colour of doors in building {number}." for number in range(90)
]
LONG = " ".join(["This clause governs the house.", *FILLER, "No bees may be kept on balconies.", *FILLER])


def test_short_clause_is_shown_complete() -> None:
    assert nearest_passages("No tea cures\nan illness.", "") == "No tea cures an illness."


def test_long_clause_keeps_its_beginning_and_what_the_post_is_about() -> None:
    shown = nearest_passages(LONG, "my bees on the balcony make honey")
    assert shown.startswith("This clause governs the house.")
    assert "No bees may be kept on balconies." in shown
    assert OMITTED in shown
    assert text_tokens(shown) < MAX_CLAUSE_TOKENS + 50
    assert "No bees may be kept on balconies." not in nearest_passages(LONG, "the colour of doors")


@given(st.text(max_size=5_000), st.text(max_size=200))
def test_any_clause_is_shortened(text: str, post: str) -> None:
    shown = nearest_passages(text, post)
    assert "\n" not in shown
    assert text_tokens(shown) <= max(MAX_CLAUSE_TOKENS * 3, 600)
