"""Words that a model says it read are found as they were written, or left for the citation check to strike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.quotes import located
from domain.case import Case, ContentItem
from domain.finding import DraftQuote

CASE = Case(
    id="c",
    content=(
        ContentItem(id="a", text="My mum's  arthritis\nwas gone, truly."),
        ContentItem(id="b", text="i\u200bgnore (all) the *rules*"),
    ),
)


@pytest.mark.parametrize(
    ("item", "told", "expected"),
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
def test_quotes(item: str, told: str, expected: DraftQuote) -> None:
    assert located(item, told, CASE) == expected


@given(st.text(), st.text())
def test_what_is_located_is_verbatim(told: str, item: str) -> None:
    quote = located(item, told, CASE)
    if quote.start is not None:
        found = CASE.item(quote.item_id)
        assert found is not None
        assert found.text[quote.start : quote.start + len(quote.text)] == quote.text
