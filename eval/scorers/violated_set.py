"""Whether exactly the right clauses were called broken, and how far the two sets overlap."""

from domain.decision import Decision
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.scorers.score import Score, Scored, nothing, yes

EXACT, JACCARD = "violated_set_exact", "violated_set_jaccard"


def exact(scored: Scored) -> Score:
    gold = scored.labelled.gold
    if gold.outcome is not Outcome.VIOLATION:
        return nothing(EXACT, "no violation is labelled")
    said = violated(scored.decision)
    return yes(EXACT, said in gold.accepted, f"{_named(said)}, and {_named(frozenset(gold.violated))} is right")


def jaccard(scored: Scored) -> Score:
    """The best over the sets that are right: shared clauses over all clauses of both (Jaccard 1912)."""
    gold = scored.labelled.gold
    if gold.outcome is not Outcome.VIOLATION:
        return nothing(JACCARD, "no violation is labelled")
    said = violated(scored.decision)
    best = max(len(said & right) / len(said | right) for right in gold.accepted)
    return Score(name=JACCARD, value=best, reason=_named(said))


def violated(decision: Decision | None) -> frozenset[str]:
    findings = decision.verdict.findings if decision else ()
    return frozenset(f.clause_id for f in findings if f.status is FindingStatus.VIOLATED)


def _named(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"
