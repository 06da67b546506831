"""Only verbatim quotes are accepted, with offsets in code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.verdict.citations import CitedFinding, check_citations
from domain.case import Case, ContentItem
from domain.decision import RejectedQuote
from domain.finding import ContentQuote, DraftQuote
from domain.plain_text import CONTROL_CHARACTER
from tests.agent.clauses import CASE, CLAUSES, TEXT, make_draft, make_quote
from text.reading import read

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda t: not CONTROL_CHARACTER.search(t)
)


def check(*quotes: DraftQuote, case: Case = CASE, clause_quote: str | None = None) -> CitedFinding:
    (cited,) = check_citations(
        [make_draft("R-1", 0.9, content_quotes=quotes, clause_quote=clause_quote)], case, CLAUSES
    )
    return cited


def content_quote(start: int, text: str, item_id: str = "i") -> ContentQuote:
    return ContentQuote(item_id=item_id, start=start, end=start + len(text), text=text)


def test_quote_is_located_in_content_and_clause() -> None:
    cited = check(make_quote("beta gamma"), make_quote("alpha", "j"), clause_quote="Words of R-1")
    assert cited.content_quotes == (content_quote(6, "beta gamma"), content_quote(0, "alpha", "j"))
    assert (cited.clause_quote, cited.rejected_quotes) == ("Words of R-1", ())


@pytest.mark.parametrize(
    "quote",
    [
        make_quote("zeta"),
        make_quote("Beta"),
        make_quote("beta  gamma"),
        make_quote("beta\u00a0gamma"),
        make_quote("beta gamma", "j"),
        make_quote("alpha", "nowhere"),
        make_quote(TEXT + "!"),
    ],
)
def test_inexact_quote_is_rejected(quote: DraftQuote) -> None:
    cited = check(quote, make_quote("alpha"))
    assert cited.content_quotes == (content_quote(0, "alpha"),)
    assert cited.rejected_quotes == (RejectedQuote(clause_id="R-1", item_id=quote.item_id, text=quote.text),)


@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
def test_blank_quote_is_rejected(blank: str) -> None:
    cited = check(make_quote(blank), clause_quote=blank)
    assert (cited.content_quotes, cited.clause_quote) == ((), None)
    assert [rejected.item_id for rejected in cited.rejected_quotes] == ["i", None]


@pytest.mark.parametrize("words", ["words of R-1.", "Words of  R-1.", "Words of G-1."])
def test_inexact_clause_quote_is_rejected(words: str) -> None:
    cited = check(clause_quote=words)
    assert cited.clause_quote is None
    assert cited.rejected_quotes == (RejectedQuote(clause_id="R-1", item_id=None, text=words),)


@pytest.mark.parametrize(("offset", "start"), [(None, 0), (4, 4), (8, 8), (3, 0), (-4, 0), (99, 0)])
def test_offset_selects_among_repeated_words(offset: int | None, start: int) -> None:
    case = Case(id="c", content=(ContentItem(id="i", text="buy buy buy now"),))
    assert check(make_quote("buy", start=offset), case=case).content_quotes == (content_quote(start, "buy"),)


def test_offsets_count_code_points() -> None:
    text = "👩‍🍳 cafe\u0301 café 🎉🎉 cures"
    case = Case(id="c", content=(ContentItem(id="i", text=text),))
    cited = check(make_quote("cures"), make_quote("café"), make_quote("cafe\u0301"), make_quote("🎉"), case=case)
    assert [(q.start, text[q.start : q.end]) for q in cited.content_quotes] == [
        (18, "cures"),
        (10, "café"),
        (4, "cafe\u0301"),
        (15, "🎉"),
    ]


def test_drafts_on_unknown_clauses_are_dropped() -> None:
    assert check_citations([make_draft("NO-1", 0.9, "alpha"), make_draft("R-1", 0.2)], CASE, CLAUSES) == (
        CitedFinding(make_draft("R-1", 0.2), (), None, ()),
    )


@given(texts, texts, st.none() | st.integers(-5, 60))
def test_every_quote_is_verbatim_or_rejected(text: str, words: str, start: int | None) -> None:
    case = Case(id="c", content=(ContentItem(id="i", text=f"{text} x"),))
    cited = check(make_quote(words, start=start), case=case)
    assert len(cited.content_quotes) + len(cited.rejected_quotes) == 1
    assert bool(cited.content_quotes) == (words in f"{text} x" and bool(words.strip()))
    assert all(f"{text} x"[q.start : q.end] == q.text == words for q in cited.content_quotes)


@given(texts, st.data())
def test_any_substring_is_located_at_its_offset(text: str, data: st.DataObject) -> None:
    content = f"{text}x"
    start = data.draw(st.integers(0, len(content) - 1))
    words = content[start : data.draw(st.integers(start + 1, len(content)))]
    case = Case(id="c", content=(ContentItem(id="i", text=content),))
    expected = (content_quote(start, words),) if words.strip() else ()
    assert check(make_quote(words, start=start), case=case).content_quotes == expected


def test_words_of_a_reading_are_quoted_as_they_were_posted() -> None:
    case = CASE.model_copy(update={"content": (ContentItem(id="i", text="so cu\u200bred, cu&#114;ed"),)})
    readings = {"i": read(case.content[0].text)}
    draft = make_draft("R-1", 0.9, content_quotes=(make_quote("so cured"), make_quote("healed")))
    (cited,) = check_citations([draft], case, CLAUSES, readings)
    assert cited.content_quotes == (content_quote(0, "so cu\u200bred"),)
    assert [rejected.text for rejected in cited.rejected_quotes] == ["healed"]
