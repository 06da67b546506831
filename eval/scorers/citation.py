"""Whether what is cited is what was broken, whether what was broken is cited, and whether quotes are verbatim."""

from domain.case import Case
from domain.finding import ContentQuote, FindingStatus
from domain.verdict import Outcome
from eval.scorers.score import Score, Scored, nothing, share
from eval.scorers.violated_set import violated

PRECISION, RECALL, VERBATIM = "citation_precision", "citation_recall", "citation_verbatim"


def precision(scored: Scored) -> Score:
    """Of the clauses called broken, those that some right set holds."""
    if scored.labelled.gold.outcome is None:
        return nothing(PRECISION, "no outcome is labelled")
    right = frozenset().union(*scored.labelled.gold.accepted)
    said = violated(scored.decision)
    return share(PRECISION, len(said & right), len(said), "clauses cited")


def recall(scored: Scored) -> Score:
    """Of the clauses that are broken, those called so with a quote or a fact that bears it out."""
    gold = scored.labelled.gold
    if gold.outcome is not Outcome.VIOLATION:
        return nothing(RECALL, "no violation is labelled")
    findings = scored.decision.verdict.findings if scored.decision else ()
    proved = {f.clause_id for f in findings if f.status is FindingStatus.VIOLATED and (f.content_quotes or f.facts)}
    return share(RECALL, len(proved & {*gold.violated}), len(gold.violated), "broken clauses cited")


def verbatim(scored: Scored) -> Score:
    """Of the quotes that the judges gave, those that the content holds where they say; looked up here once more, so
    that a citation check that was switched off shows."""
    if scored.decision is None:
        return nothing(VERBATIM, "there was an error")
    quotes = [quote for finding in scored.decision.verdict.findings for quote in finding.content_quotes]
    true = sum(_holds(scored.labelled.case, quote) for quote in quotes)
    return share(VERBATIM, true, len(quotes) + len(scored.decision.trace.rejected_quotes), "quotes verbatim")


def _holds(case: Case, quote: ContentQuote) -> bool:
    item = case.item(quote.item_id)
    return item is not None and item.text[quote.start : quote.end] == quote.text
