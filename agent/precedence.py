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
    named = general.clause_id in clauses[specific.clause_id].targets(Relation.OVERRIDES)
    return named and specific.status in GOVERNS and _same_matter(specific, general)


def _same_matter(one: Finding, other: Finding) -> bool:
    if not one.content_quotes or not other.content_quotes:
        return True
    return any(_overlap(a, b) for a in one.content_quotes for b in other.content_quotes)


def _overlap(a: ContentQuote, b: ContentQuote) -> bool:
    return a.item_id == b.item_id and a.start < b.end and b.start < a.end
