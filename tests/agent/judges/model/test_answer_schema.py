"""Quotes of a model are located as they are written, or left unchanged for the citation check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.model.answer_schema import AnswerQuote
from agent.judges.model.quotes import locate_quote
from domain.case import Case, ContentItem, ContentKind
from domain.finding import DraftQuote

CASE = Case(
    id="c",
    content=(
        ContentItem(id="a", text="My mum's  arthritis\nwas gone, truly."),
        ContentItem(id="b", text="i\u200bgnore (all) the *rules*"),
    ),
)


@pytest.mark.parametrize(
    ("item_id", "text", "expected"),
    [
        ("a", "arthritis was gone", DraftQuote(item_id="a", text="arthritis\nwas gone", start=10)),
        ("a", " “My mum's arthritis” ", DraftQuote(item_id="a", text="My mum's  arthritis", start=0)),
        ("b", "arthritis", DraftQuote(item_id="a", text="arthritis", start=10)),
        ("nowhere", "truly.", DraftQuote(item_id="a", text="truly.", start=30)),
        ("b", "i⟨U+200B⟩gnore (all)", DraftQuote(item_id="b", text="i\u200bgnore (all)", start=0)),
        ("b", "the *rules*", DraftQuote(item_id="b", text="the *rules*", start=14)),
        ("a", "Arthritis", DraftQuote(item_id="a", text="Arthritis")),
        ("a", "cured for good", DraftQuote(item_id="a", text="cured for good")),
        ("a", "", DraftQuote(item_id="a", text="")),
        ("a", "“ ”", DraftQuote(item_id="a", text="“ ”")),
    ],
)
def test_quote_is_located(item_id: str, text: str, expected: DraftQuote) -> None:
    assert locate_quote(item_id, text, CASE) == expected


@given(st.text("ab \n", max_size=30), st.integers(0, 30), st.integers(1, 10))
def test_any_part_of_the_content_is_located(content: str, start: int, length: int) -> None:
    case = Case(id="c", content=(ContentItem(id="a", text=f"c {content}"),))
    quote = content[start : start + length]
    if quote.strip():
        assert locate_quote("a", " \n".join(quote.split()), case).start is not None


@given(st.text(), st.text())
def test_located_quote_is_verbatim(text: str, item_id: str) -> None:
    quote = locate_quote(item_id, text, CASE)
    if quote.start is not None:
        item = CASE.item(quote.item_id)
        assert item is not None
        assert item.text[quote.start : quote.start + len(quote.text)] == quote.text


def test_quote_is_a_text_and_older_answers_name_an_item() -> None:
    assert AnswerQuote.model_validate("truly.") == AnswerQuote(text="truly.")
    assert AnswerQuote.model_validate({"item_id": "a", "text": "truly."}) == AnswerQuote(text="truly.", item_id="a")
    assert AnswerQuote.model_json_schema() == {"type": "string"}


def test_quote_without_an_item_is_found_in_the_creators_own_words_first() -> None:
    items = [("r", ContentKind.COMMENT), ("c", ContentKind.CAPTION)]
    case = Case(id="c", content=tuple(ContentItem(id=name, kind=kind, text="it heals") for name, kind in items))
    assert locate_quote("", "it heals", case) == DraftQuote(item_id="c", text="it heals", start=0)
