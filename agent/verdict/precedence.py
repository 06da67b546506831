"""Applies precedence between rules: of two rules on the same words or facts, the more specific one governs."""

from collections.abc import Mapping

from domain.clause import Clause, Relation
from domain.finding import ContentQuote, Finding, FindingStatus

GOVERNING_STATUSES = (FindingStatus.VIOLATED, FindingStatus.EXEMPTED)
OVERRIDABLE_STATUSES = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR)


def apply_precedence(findings: tuple[Finding, ...], clauses: Mapping[str, Clause]) -> tuple[Finding, ...]:
    """The findings in their order. A general rule becomes not applicable where a specific rule governs."""
    return tuple(_overridden(finding, findings, clauses) for finding in findings)


def _overridden(finding: Finding, findings: tuple[Finding, ...], clauses: Mapping[str, Clause]) -> Finding:
    if finding.status not in OVERRIDABLE_STATUSES:
        return finding
    specific = next((f for f in findings if _governs(f, finding, clauses)), None)
    if specific is None:
        return finding
    return finding.model_copy(
        update={
            "status": FindingStatus.NOT_APPLICABLE,
            "probability": 0.0,
            "confidence": specific.confidence,
            "rationale": f"The more specific {specific.clause_id} governs here. {finding.rationale}",
        }
    )


def _governs(specific: Finding, general: Finding, clauses: Mapping[str, Clause]) -> bool:
    first, second = clauses[specific.clause_id], clauses[general.clause_id]
    mutual = _overrides(second, first)  # neither is more specific
    governing = _overrides(first, second) and not mutual and specific.status in GOVERNING_STATUSES
    return governing and _share_words_or_facts(specific, general)


def _overrides(specific: Clause, general: Clause) -> bool:
    """By a declared relation, or because the general rule says that the specific one decides."""
    declared = general.id in specific.targets(Relation.OVERRIDES)
    return declared or f" {specific.id} decides" in f" {' '.join(general.text.split())}"


def _share_words_or_facts(one: Finding, other: Finding) -> bool:
    shared_facts = {fact.name for fact in one.facts} & {fact.name for fact in other.facts}
    return bool(shared_facts) or any(_overlap(a, b) for a in one.content_quotes for b in other.content_quotes)


def _overlap(one: ContentQuote, other: ContentQuote) -> bool:
    return one.item_id == other.item_id and one.start < other.end and other.start < one.end
