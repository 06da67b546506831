"""Verifies that every quote occurs word for word in the clause or the content; rejects those that do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.case import Case
from domain.clause import Clause
from domain.decision import RejectedQuote
from domain.finding import ContentQuote, DraftFinding, DraftQuote
from text.normalised_text import NormalisedText

Readings = Mapping[str, NormalisedText]
"""By item id."""

NO_READINGS: Readings = {}


@dataclass(frozen=True)
class CitedFinding:
    """A draft with its verified quotes and its rejected quotes."""

    draft: DraftFinding
    content_quotes: tuple[ContentQuote, ...]
    clause_quote: str | None
    rejected_quotes: tuple[RejectedQuote, ...]


def check_citations(
    drafts: Sequence[DraftFinding], case: Case, clauses: Mapping[str, Clause], readings: Readings = NO_READINGS
) -> tuple[CitedFinding, ...]:
    """Drops drafts on clauses that are not in `clauses`: nothing can be cited from them. Words that stand only in a
    reading of the content are quoted as they were posted."""
    known = (draft for draft in drafts if draft.clause_id in clauses)
    return tuple(_check(draft, case, clauses[draft.clause_id], readings) for draft in known)


def _check(draft: DraftFinding, case: Case, clause: Clause, readings: Readings) -> CitedFinding:
    located = [(quote, _locate(quote, case, readings)) for quote in draft.content_quotes]
    rejected = [_rejected(draft, quote.item_id, quote.text) for quote, verified in located if verified is None]
    clause_quote = draft.clause_quote
    if clause_quote is not None and (not clause_quote.strip() or clause_quote not in clause.text):
        rejected.append(_rejected(draft, None, clause_quote))
        clause_quote = None
    content_quotes = tuple(verified for _, verified in located if verified is not None)
    return CitedFinding(draft, content_quotes, clause_quote, tuple(rejected))


def _rejected(draft: DraftFinding, item_id: str | None, text: str) -> RejectedQuote:
    return RejectedQuote(clause_id=draft.clause_id, item_id=item_id, text=text)


def _locate(quote: DraftQuote, case: Case, readings: Readings) -> ContentQuote | None:
    """At the judge's offset if the text is there, else at its first occurrence."""
    item = case.item(quote.item_id)
    if item is None or not quote.text.strip():
        return None
    at_offset = quote.start is not None and quote.start >= 0 and item.text.startswith(quote.text, quote.start)
    start = quote.start if at_offset and quote.start is not None else item.text.find(quote.text)
    if start < 0:
        return _in_reading(quote, readings.get(item.id))
    return ContentQuote(item_id=item.id, start=start, end=start + len(quote.text), text=quote.text)


def _in_reading(quote: DraftQuote, reading: NormalisedText | None) -> ContentQuote | None:
    at = reading.text.find(quote.text) if reading else -1
    if reading is None or at < 0:
        return None
    start, end = reading.source_span(at, at + len(quote.text))
    return ContentQuote(item_id=quote.item_id, start=start, end=end, text=reading.source[start:end])
