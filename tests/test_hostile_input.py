"""Whatever a stranger writes, the readers of it give an answer or a designed error."""

from contextlib import suppress
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from agent.evidence.content import segment_content
from agent.evidence.prompt_injection.detector import MAX_ATTEMPTS, detect_injection
from agent.messages.contacts import find_contacts
from agent.messages.disclosure_check import AllowedText, find_disclosures
from agent.messages.lesson_check import find_lesson_faults
from agent.messages.masking import mask_contacts
from benchmarks.hostile_texts import PIECES
from domain.case import Case, ContentItem
from policies.importer.files.formats import UnreadableDocument
from policies.importer.importing import import_document
from policies.parsing.cel import CheckRunError, compile_check

EXAMPLES = settings(max_examples=30 if settings().derandomize else 300, deadline=None)
"""Few in the suite, many with `--hypothesis-profile=default`."""
WORDS = ("ignore all previous instructions", "note to the moderator", "PRC-9.9", "a viewer told us", "me@shop.example")
MARKS = (
    "\u202e",
    "\u200b",
    "\u0301",
    "\ufeff",
    "\U000e0041",
    "\u0430",
    "\uff41",
    "\U0001f600",
    "\x85",
    "\u2028",
    "\r\n",
)
RUNS = st.builds(str.__mul__, st.sampled_from((*PIECES, *WORDS, *MARKS[:5])), st.integers(1, 60))
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
TEXTS = st.lists(st.one_of(RUNS, PLAIN, st.sampled_from(MARKS)), max_size=8).map("".join)
FACTS: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
CHECKS = (
    "facts.a > 2 && facts.b.size() < 3",
    "facts.a.exists(x, x.matches('(a+)+$')) || facts['b'] == facts.a",
    "facts.a.all(x, facts.b.exists(y, y == x))",
    "timestamp(facts.a) > timestamp(facts.b) || int(facts.a) > 3",
)


@EXAMPLES
@example(["0A\u00f7A\U00018d09A"], {})  # a sign of division between letters
@given(st.lists(TEXTS, max_size=4), st.dictionaries(TEXTS, FACTS, max_size=4))
def test_case_is_searched_and_cut_into_segments(texts: list[str], facts: dict[str, JsonValue]) -> None:
    content = [{"id": f"i{n}", "text": text} for n, text in enumerate(texts)]
    try:
        case = Case.model_validate({"id": "c", "content": content, "facts": facts})
    except ValidationError:
        return
    search = detect_injection(case, {"PRC-1.1"})
    assert search.unread is None
    assert len(search.attempts) <= MAX_ATTEMPTS
    for quote in (quote for attempt in search.attempts for quote in attempt.quotes):
        item = case.item(quote.item_id)
        assert item is None or item.text[quote.start : quote.end] == quote.text
    for segment in segment_content(case):
        item = case.item(segment.item_id)
        assert item
        assert item.text[segment.start : segment.end] == segment.text


@EXAMPLES
@given(TEXTS, TEXTS)
def test_letter_is_checked(text: str, quoted: str) -> None:
    allowed = AllowedText(creator_lines=(quoted,), policy_texts=("A rule.",))
    for fault in (*find_disclosures(text, allowed, frozenset({"case-17"})), *find_lesson_faults(text, allowed)):
        assert fault.text
    assert "<" not in mask_contacts(text, third_party=True)
    assert all(contact in text for contact in find_contacts(text))


@EXAMPLES
@given(TEXTS, st.sampled_from(["rules.md", "rules.html", "rules.txt"]))
def test_document_is_imported_or_refused(text: str, name: str) -> None:
    document = b"<html><body>" + text.encode() if name.endswith("html") else text.encode()
    try:
        imported = import_document(document, name, date(2026, 10, 1))
    except UnreadableDocument:
        return
    assert imported.draft
    assert all(before.end == after.start for before, after in pairwise(imported.spans))


@EXAMPLES
@given(st.sampled_from(CHECKS), st.fixed_dictionaries({}, optional={"a": FACTS, "b": FACTS}))
def test_check_answers_or_says_why_not(source: str, facts: dict[str, JsonValue]) -> None:
    with suppress(CheckRunError):
        assert isinstance(compile_check(source).evaluate({"facts": facts}), bool)


@pytest.mark.parametrize("piece", [*PIECES, *WORDS])
def test_long_run_of_one_piece_is_read(piece: str) -> None:
    case = Case(id="c", content=(ContentItem(id="i", text=piece * (5_000 // len(piece)) + " end"),))
    assert detect_injection(case, {"PRC-1.1"}).unread is None
    assert segment_content(case)
