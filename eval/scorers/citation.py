"""Citation precision and recall of violated clauses, and whether quotes are verbatim."""

from domain.case import Case
from domain.finding import ContentQuote, FindingStatus
from domain.verdict import Outcome
from eval.scorers.score import Score, ScorerInput, not_scored, ratio_score
from eval.scorers.violated_set import predicted_violations

PRECISION, RECALL, VERBATIM = "citation_precision", "citation_recall", "citation_verbatim"


def precision(scored: ScorerInput) -> Score:
    """Of the clauses judged violated, the share that an accepted set contains."""
    gold = scored.labelled.gold
    if gold.outcome is None or (gold.outcome is Outcome.VIOLATION and not gold.violated):
        return not_scored(PRECISION, "no outcome is labelled, or no clause of a violation")
    accepted = frozenset().union(*gold.accepted_sets)
    predicted = predicted_violations(scored)
    return ratio_score(PRECISION, len(predicted & accepted), len(predicted), "clauses cited")


def recall(scored: ScorerInput) -> Score:
    """Of the labelled violated clauses, the share judged violated with a quote or fact as evidence."""
    gold = scored.labelled.gold
    if gold.outcome is not Outcome.VIOLATION:
        return not_scored(RECALL, "no violation is labelled")
    findings = scored.decision.verdict.findings if scored.decision else ()
    proven = {f.clause_id for f in findings if f.status is FindingStatus.VIOLATED and (f.content_quotes or f.facts)}
    return ratio_score(RECALL, len(proven & {*gold.violated}), len(gold.violated), "violated clauses cited")


def verbatim(scored: ScorerInput) -> Score:
    """Of the judges' quotes, rejected ones included, the share found in the content at their offsets. They are looked
    up again, so that a disabled citation check shows."""
    if scored.decision is None:
        return not_scored(VERBATIM, "there was an error")
    quotes = [quote for finding in scored.decision.verdict.findings for quote in finding.content_quotes]
    verified = sum(_is_verbatim(scored.labelled.case, quote) for quote in quotes)
    total = len(quotes) + len(scored.decision.trace.rejected_quotes)
    return ratio_score(VERBATIM, verified, total, "quotes verbatim")


def _is_verbatim(case: Case, quote: ContentQuote) -> bool:
    item = case.item(quote.item_id)
    return item is not None and item.text[quote.start : quote.end] == quote.text
