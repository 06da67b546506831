"""Which of two rules governs where both fit: the more specific one, over the same words or facts."""

from collections.abc import Mapping

from domain.clause import Clause, Relation
from domain.finding import ContentQuote, Finding, FindingStatus

GOVERNS = (FindingStatus.VIOLATED, FindingStatus.EXEMPTED)
YIELDS = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR)


def give_way(findings: tuple[Finding, ...], clauses: Mapping[str, Clause]) -> tuple[Finding, ...]:
    """Findings in their order, a general rule made not applicable where a specific one governs the same matter."""
    return tuple(_yielded(finding, findings, clauses) for finding in findings)


def _yielded(finding: Finding, findings: tuple[Finding, ...], clauses: Mapping[str, Clause]) -> Finding:
    if finding.status not in YIELDS:
        return finding
    over = next((f for f in findings if _governs(f, finding, clauses)), None)
    if over is None:
        return finding
    return finding.model_copy(
        update={
            "status": FindingStatus.NOT_APPLICABLE,
            "probability": 0.0,
            "confidence": over.confidence,
            "rationale": f"The more specific {over.clause_id} governs here. {finding.rationale}",
        }
    )


def _governs(specific: Finding, general: Finding, clauses: Mapping[str, Clause]) -> bool:
    over, under = clauses[specific.clause_id], clauses[general.clause_id]
    above = general.clause_id in over.targets(Relation.OVERRIDES)
    mutual = specific.clause_id in under.targets(Relation.OVERRIDES)  # then neither is the more specific
    return above and not mutual and specific.status in GOVERNS and _same_matter(specific, general)


def _same_matter(one: Finding, other: Finding) -> bool:
    same_fact = {fact.name for fact in one.facts} & {fact.name for fact in other.facts}
    return bool(same_fact) or any(_overlap(a, b) for a in one.content_quotes for b in other.content_quotes)


def _overlap(a: ContentQuote, b: ContentQuote) -> bool:
    return a.item_id == b.item_id and a.start < b.end and b.start < a.end
