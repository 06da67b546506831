import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.views.finding_view import quote_in_context
from domain.case import Case, ContentItem
from domain.finding import ContentQuote


def shown(text: str, start: int, end: int, *, plain: bool = True) -> str:
    case = Case(id="c", content=(ContentItem(id="t", text=text),))
    return quote_in_context(
        case, ContentQuote(item_id="t", start=start, end=end, text=text[start:end]), plain=plain
    ).plain


def test_quote_is_marked_in_its_context() -> None:
    assert shown("First.\nIt cures gout! Last.", 7, 21) == "First. »It cures gout!« Last."
    assert shown("It cures gout!", 0, 14, plain=False) == "It cures gout!"


def test_long_context_is_cut_between_words() -> None:
    text = f"{'before ' * 40}HERE{' after' * 40}"
    start = text.index("HERE")
    line = shown(text, start, start + 4)
    assert line == f"… {'before ' * 12}»HERE«{' after' * 14} …"


def test_long_quote_is_shortened() -> None:
    line = shown("word " * 200, 0, 999)
    assert len(line) < 420
    assert line.startswith("»word word")
    assert line.rstrip().endswith("…«")


def test_quote_of_a_missing_item_is_shown_without_context() -> None:
    quote = ContentQuote(item_id="other", start=5, end=9, text="here")
    assert quote_in_context(Case(id="c", facts={"a": 1}), quote, plain=True).plain == "»here«"


@pytest.mark.parametrize("character", ["\n", "\t", "\u2028"])
def test_control_characters_become_blanks(character: str) -> None:
    assert shown(f"a{character}b{character}c", 2, 3) == "a »b« c"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.data())
def test_any_quote_of_any_text_can_be_shown(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    line = shown(f"{text}x", start, end)
    assert line.count("»") >= 1
    assert "\n" not in line
