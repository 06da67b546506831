"""Whether what is cited is what was broken, whether what was broken is cited, and whether quotes are verbatim."""

from domain.finding import FindingStatus
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
    """Of the quotes that the judges gave, those that clause and content bore out."""
    if scored.decision is None:
        return nothing(VERBATIM, "there was an error")
    kept = sum(len(finding.content_quotes) for finding in scored.decision.verdict.findings)
    return share(VERBATIM, kept, kept + len(scored.decision.trace.struck_quotes), "quotes verbatim")
