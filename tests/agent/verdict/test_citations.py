"""Only words that stand in the clause or the content survive, with their place in code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.verdict.citations import CitedFinding, check_citations
from domain.case import CONTROL_CHARACTER, Case, ContentItem
from domain.decision import RejectedQuote
from domain.finding import ContentQuote, DraftQuote
from tests.agent.policy_versions import CASE, LAW, TEXT, draft, quoted

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda t: not CONTROL_CHARACTER.search(t)
)


def checked(*quotes: DraftQuote, case: Case = CASE, clause_quote: str | None = None) -> CitedFinding:
    (cited,) = check_citations([draft("R-1", 0.9, content_quotes=quotes, clause_quote=clause_quote)], case, LAW)
    return cited


def place(start: int, text: str, item_id: str = "i") -> ContentQuote:
    return ContentQuote(item_id=item_id, start=start, end=start + len(text), text=text)


def test_a_quote_is_found_where_it_stands() -> None:
    cited = checked(quoted("beta gamma"), quoted("alpha", "j"), clause_quote="Words of R-1")
    assert cited.content_quotes == (place(6, "beta gamma"), place(0, "alpha", "j"))
    assert (cited.clause_quote, cited.struck) == ("Words of R-1", ())


@pytest.mark.parametrize(
    "quote",
    [
        quoted("zeta"),
        quoted("Beta"),
        quoted("beta  gamma"),
        quoted("beta\u00a0gamma"),
        quoted("beta gamma", "j"),
        quoted("alpha", "nowhere"),
        quoted(TEXT + "!"),
    ],
)
def test_a_near_miss_is_struck(quote: DraftQuote) -> None:
    cited = checked(quote, quoted("alpha"))
    assert cited.content_quotes == (place(0, "alpha"),)
    assert cited.struck == (RejectedQuote(clause_id="R-1", item_id=quote.item_id, text=quote.text),)


@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
def test_an_empty_quote_proves_nothing(blank: str) -> None:
    cited = checked(quoted(blank), clause_quote=blank)
    assert (cited.content_quotes, cited.clause_quote) == ((), None)
    assert [struck.item_id for struck in cited.struck] == ["i", None]


@pytest.mark.parametrize("words", ["words of R-1.", "Words of  R-1.", "Words of G-1."])
def test_words_that_the_clause_does_not_hold_are_struck(words: str) -> None:
    cited = checked(clause_quote=words)
    assert cited.clause_quote is None
    assert cited.struck == (RejectedQuote(clause_id="R-1", item_id=None, text=words),)


@pytest.mark.parametrize(("hint", "start"), [(None, 0), (4, 4), (8, 8), (3, 0), (-4, 0), (99, 0)])
def test_of_words_said_twice_the_hint_tells_which(hint: int | None, start: int) -> None:
    case = Case(id="c", content=(ContentItem(id="i", text="buy buy buy now"),))
    assert checked(quoted("buy", start=hint), case=case).content_quotes == (place(start, "buy"),)


def test_offsets_count_code_points() -> None:
    text = "👩‍🍳 cafe\u0301 café 🎉🎉 cures"
    case = Case(id="c", content=(ContentItem(id="i", text=text),))
    cited = checked(quoted("cures"), quoted("café"), quoted("cafe\u0301"), quoted("🎉"), case=case)
    assert [(q.start, text[q.start : q.end]) for q in cited.content_quotes] == [
        (18, "cures"),
        (10, "café"),
        (4, "cafe\u0301"),
        (15, "🎉"),
    ]


def test_drafts_on_unknown_clauses_are_dropped() -> None:
    assert check_citations([draft("NO-1", 0.9, "alpha"), draft("R-1", 0.2)], CASE, LAW) == (
        CitedFinding(draft("R-1", 0.2), (), None, ()),
    )


@given(texts, texts, st.none() | st.integers(-5, 60))
def test_what_survives_is_verbatim_and_what_does_not_is_told(text: str, words: str, start: int | None) -> None:
    case = Case(id="c", content=(ContentItem(id="i", text=f"{text} x"),))
    cited = checked(quoted(words, start=start), case=case)
    assert len(cited.content_quotes) + len(cited.struck) == 1
    assert bool(cited.content_quotes) == (words in f"{text} x" and bool(words.strip()))
    assert all(f"{text} x"[q.start : q.end] == q.text == words for q in cited.content_quotes)


@given(texts, st.data())
def test_any_part_of_the_text_is_found_at_its_hint(text: str, data: st.DataObject) -> None:
    whole = f"{text}x"
    start = data.draw(st.integers(0, len(whole) - 1))
    words = whole[start : data.draw(st.integers(start + 1, len(whole)))]
    case = Case(id="c", content=(ContentItem(id="i", text=whole),))
    expected = (place(start, words),) if words.strip() else ()
    assert checked(quoted(words, start=start), case=case).content_quotes == expected
