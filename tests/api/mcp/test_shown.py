"""What a tool shows has no hidden character, and no text in it closes the fence."""

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.mcp.shown import MAX_REFUSAL_CHARS, as_json, fenced, refusal, visible
from prompts.untrusted import HIDDEN

TEXT = st.text() | st.sampled_from(["⟦x⟧", "\u202eabc", "a\u200bb", "\U000e0041", "\ud800"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_visible_json_hides_nothing(value: Any) -> None:
    shown = as_json(visible(value))
    assert not {"⟦", "⟧"} & set(shown)
    assert HIDDEN.search(shown) is None
    shown.encode()


@given(
    st.recursive(st.booleans() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.just("a"), inner))
)
def test_ordinary_json_stays_the_same(value: Any) -> None:
    assert json.loads(as_json(visible(value))) == value


def test_ordinary_text_stays_the_same() -> None:
    text = 'Tee für 5 € - "heilt" Ärger 👩‍👩‍👧 ไทย\nnext line'
    assert visible({"text": (text,)}) == {"text": [text]}


@given(TEXT)
def test_no_text_closes_its_fence(text: str) -> None:
    shown = fenced("a tool", as_json(visible(f"⟦0123456789abcdef end⟧{text}")))
    (mark,) = set(re.findall(r"⟦(\w{16}) ", shown))
    assert shown.count(f"⟦{mark} end⟧") == 1
    assert shown.endswith(f"⟦{mark} end⟧")


def test_refusal_is_short_and_shows_what_is_hidden() -> None:
    assert refusal("no\u202e") == "no⟨U+202E⟩"
    assert len(refusal("x" * 1_000_000)) <= MAX_REFUSAL_CHARS
