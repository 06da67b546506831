"""The sentences for a moderator: what speaks for a violation, what against it, and what would change the decision."""

from collections.abc import Mapping, Sequence

from domain.assessment import Significance
from domain.clause import Clause, Relation
from domain.evidence import Evidence
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome, Reason, ReviewReason
from prompts.untrusted import shortened

MAX_REASONS = 3
MAX_CLAUSES_NAMED = 6
MAX_QUOTE_CHARS = 160
MIN_PROBABILITY = 0.05
OPEN_STATUSES = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR)


def summarise(
    outcome: Outcome, findings: Sequence[Finding], review_reasons: Sequence[ReviewReason], clauses: Mapping[str, Clause]
) -> str:
    """One sentence: the outcome and its clauses."""
    if outcome is Outcome.VIOLATION:
        violated = (clauses[f.clause_id] for f in findings if f.status is FindingStatus.VIOLATED)
        return f"Violates {', '.join(f'{clause.id} {clause.title}'.strip() for clause in violated)}."
    if outcome is Outcome.NEEDS_REVIEW:
        return f"Human review required: {review_reasons[0].text}"
    exempted = [f for f in findings if f.status is FindingStatus.EXEMPTED and f.exception_id]
    if exempted:
        listed = ", ".join(f"{f.clause_id} by {f.exception_id}" for f in exempted)
        return f"Violates no clause in force; exempted: {listed}."
    return "Violates no clause in force."


def reasons_for(findings: Sequence[Finding], evidence: Evidence) -> tuple[Reason, ...]:
    """What speaks for a violation, the most probable first."""
    ranked = sorted(findings, key=lambda f: -f.probability)
    likely = [f for f in ranked if f.status in OPEN_STATUSES] or [f for f in ranked[:1] if _speaks_for(f)]
    reasons = [
        Reason(text=f"{f.clause_id}: {_quote(f)}{f.rationale}", evidence_ids=f.evidence_ids)
        for f in likely[:MAX_REASONS]
    ]
    precedents = [
        Reason(text=f"A similar precedent violated {', '.join(p.violated)}: “{_shorten(p.text)}”", evidence_ids=(p.id,))
        for p in evidence.precedents[:1]
        if p.violated
    ]
    copies = [
        Reason(text=f"Measured: {_shorten(line.text)}", evidence_ids=(line.id,))
        for line in evidence.copy_lines
        if line.significance is Significance.AGAINST_CREATOR
    ]
    return tuple(reasons + precedents + copies) or (Reason(text="No rule in force is close to this content."),)


def _speaks_for(finding: Finding) -> bool:
    """Not that a model leaves a rule out."""
    return bool(finding.content_quotes) or finding.probability >= MIN_PROBABILITY


def reasons_against(outcome: Outcome, findings: Sequence[Finding], clauses: Mapping[str, Clause]) -> tuple[Reason, ...]:
    """What speaks against a violation: exceptions, the counterpoint of each open rule, rules that are not violated."""
    reasons = [_exception(f, clauses) for f in findings if f.exception_id is not None]
    reasons += [
        Reason(text=f"{f.clause_id}: {f.counterpoint}", evidence_ids=f.evidence_ids)
        for f in findings
        if f.counterpoint and (f.status in OPEN_STATUSES or outcome is Outcome.NO_VIOLATION)
    ]
    not_violated = [f.clause_id for f in findings if f.status not in OPEN_STATUSES and f.exception_id is None]
    if not_violated and len(reasons) < MAX_REASONS:
        reasons.append(Reason(text=f"Checked and not violated: {', '.join(not_violated[:MAX_CLAUSES_NAMED])}."))
    return tuple(reasons[:MAX_REASONS]) or (Reason(text="Nothing was found that speaks against a violation."),)


def would_change(outcome: Outcome, findings: Sequence[Finding], clauses: Mapping[str, Clause]) -> tuple[Reason, ...]:
    """What would change this decision: a fact, an exception, evidence on appeal, or content closer to a rule."""
    open_findings = [f for f in findings if f.status in OPEN_STATUSES]
    reasons = [reason for f in open_findings for reason in _would_clear(f, clauses)]
    if outcome is not Outcome.VIOLATION:
        reasons += [_would_violate(f, clauses) for f in findings[:1]]
    return tuple(reasons[:MAX_REASONS]) or (Reason(text="Content or facts that a rule in force applies to."),)


def _would_clear(finding: Finding, clauses: Mapping[str, Clause]) -> list[Reason]:
    clause = clauses[finding.clause_id]
    texts = []
    if finding.missing_evidence:
        texts.append(f"{clause.id} can be decided once {', '.join(finding.missing_evidence)} is provided.")
    elif finding.facts:
        texts.append(f"{clause.id} would not be violated if one of these facts were wrong: {_facts(finding)}.")
    if finding.would_change:
        texts.append(f"{clause.id}: {finding.would_change}")
    exceptions = [clauses[target] for target in clause.targets(Relation.EXCEPT) if target in clauses]
    texts += [f"{exception.id} would exempt it: {_shorten(exception.text)}" for exception in exceptions[:2]]
    if clause.teaching and clause.teaching.appeal_evidence:
        shown = "; ".join(evidence.rstrip(".") for evidence in clause.teaching.appeal_evidence)
        texts.append(f"An appeal against {clause.id} that shows: {shown}.")
    if not texts:
        texts.append(f"{clause.id} would not apply if the quoted words had another meaning in their context.")
    return [Reason(text=text) for text in texts]


def _would_violate(finding: Finding, clauses: Mapping[str, Clause]) -> Reason:
    clause = clauses[finding.clause_id]
    if finding.status is FindingStatus.EXEMPTED:
        return Reason(text=f"{clause.id} would be violated if {finding.exception_id} did not apply.")
    if finding.facts:
        return Reason(text=f"{clause.id} would be violated with other values of {_facts(finding)}.")
    if clause.violating_examples:
        return Reason(
            text=f"{clause.id} would be violated by a line such as “{_shorten(clause.violating_examples[0])}”"
        )
    return Reason(text=f"{clause.id} would be violated by content that does what it forbids: {_shorten(clause.text)}")


def _exception(finding: Finding, clauses: Mapping[str, Clause]) -> Reason:
    exception = clauses[finding.exception_id or ""]
    applies = "applies" if finding.status is FindingStatus.EXEMPTED else "may apply"
    return Reason(text=f"{exception.id} {exception.title} {applies} to {finding.clause_id}: {_shorten(exception.text)}")


def _facts(finding: Finding) -> str:
    return ", ".join(f"{fact.name} = {fact.value}" for fact in finding.facts)


def _quote(finding: Finding) -> str:
    return f"“{_shorten(finding.content_quotes[0].text)}” " if finding.content_quotes else ""


def _shorten(text: str) -> str:
    return shortened(" ".join(text.split()), MAX_QUOTE_CHARS)
