"""Strikes every quote that the clause or the content does not bear out word for word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.case import Case
from domain.clause import Clause
from domain.decision import RejectedQuote
from domain.finding import ContentQuote, DraftFinding, DraftQuote


@dataclass(frozen=True)
class CitedFinding:
    """A draft with the quotes that were found where it said, and those that were not."""

    draft: DraftFinding
    content_quotes: tuple[ContentQuote, ...]
    clause_quote: str | None
    struck: tuple[RejectedQuote, ...]


def check_citations(
    drafts: Sequence[DraftFinding], case: Case, clauses: Mapping[str, Clause]
) -> tuple[CitedFinding, ...]:
    """Drafts on clauses that are not before the judge are dropped whole: nothing can be cited from them."""
    return tuple(_check(draft, case, clauses[draft.clause_id]) for draft in drafts if draft.clause_id in clauses)


def _check(draft: DraftFinding, case: Case, clause: Clause) -> CitedFinding:
    located = [(quote, _locate(quote, case)) for quote in draft.content_quotes]
    struck = [_struck(draft, quote.item_id, quote.text) for quote, found in located if found is None]
    clause_quote = draft.clause_quote
    if clause_quote is not None and (not clause_quote.strip() or clause_quote not in clause.text):
        struck.append(_struck(draft, None, clause_quote))
        clause_quote = None
    found = tuple(found for _, found in located if found is not None)
    return CitedFinding(draft, found, clause_quote, tuple(struck))


def _struck(draft: DraftFinding, item_id: str | None, text: str) -> RejectedQuote:
    return RejectedQuote(clause_id=draft.clause_id, item_id=item_id, text=text)


def _locate(quote: DraftQuote, case: Case) -> ContentQuote | None:
    item = case.item(quote.item_id)
    if item is None or not quote.text.strip():
        return None
    hinted = quote.start is not None and quote.start >= 0 and item.text.startswith(quote.text, quote.start)
    start = quote.start if hinted and quote.start is not None else item.text.find(quote.text)
    if start < 0:
        return None
    return ContentQuote(item_id=item.id, start=start, end=start + len(quote.text), text=quote.text)
