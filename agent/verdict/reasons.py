"""The sentences a moderator weighs: what speaks for a breach, what against, and what would turn the verdict."""

from collections.abc import Mapping, Sequence

from domain.clause import Clause
from domain.evidence import Evidence
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome, Reason, ReviewReason

MOST = 3
OPEN = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR)


def summarise(
    outcome: Outcome, findings: Sequence[Finding], review: Sequence[ReviewReason], clauses: Mapping[str, Clause]
) -> str:
    """One sentence that says what was settled and on which clauses."""
    named = ", ".join(_title(f, clauses) for f in findings if f.status is FindingStatus.VIOLATED)
    excused = ", ".join(
        f"{f.clause_id} by {f.exception_id}" for f in findings if f.status is FindingStatus.EXEMPTED and f.exception_id
    )
    if outcome is Outcome.VIOLATION:
        return f"Breaks {named}."
    if outcome is Outcome.NEEDS_REVIEW:
        return f"A person must look: {review[0].text}"
    return f"Breaks no clause in force: excused are {excused}." if excused else "Breaks no clause in force."


def in_favour(findings: Sequence[Finding], evidence: Evidence) -> tuple[Reason, ...]:
    """What speaks for a breach, the strongest first."""
    ranked = sorted(findings, key=lambda f: -f.probability)
    likely = [f for f in ranked if f.status in OPEN][:MOST] or ranked[:1]
    precedents = [
        Reason(text=f"A precedent like it broke {', '.join(p.violated)}: “{_short(p.text)}”", evidence_ids=(p.id,))
        for p in evidence.precedents[:1]
        if p.violated
    ]
    reasons = [Reason(text=f"{f.clause_id}: {_evidence(f)}{f.rationale}", evidence_ids=f.evidence_ids) for f in likely]
    return tuple(reasons + precedents) or (Reason(text="No rule in force comes near this content."),)


def against(outcome: Outcome, findings: Sequence[Finding], clauses: Mapping[str, Clause]) -> tuple[Reason, ...]:
    """What speaks against a breach: exceptions weighed, the counterpoint of each open rule, rules that were kept."""
    reasons = [_excuse(f, clauses) for f in findings if f.exception_id is not None]
    reasons += [
        Reason(text=f"{f.clause_id}: {f.counterpoint}", evidence_ids=f.evidence_ids)
        for f in findings
        if f.counterpoint and (f.status in OPEN or outcome is Outcome.NO_VIOLATION)
    ]
    kept = [f.clause_id for f in findings if f.status not in OPEN and f.exception_id is None]
    if kept and len(reasons) < MOST:
        reasons.append(Reason(text=f"Read and not broken: {', '.join(kept[:6])}."))
    return tuple(reasons[:MOST]) or (Reason(text="Nothing was found that speaks against it."),)


def flips(outcome: Outcome, findings: Sequence[Finding], clauses: Mapping[str, Clause]) -> tuple[Reason, ...]:
    """What would turn the verdict: a fact, an exception met, evidence on appeal, or a line nearer to the rule."""
    open_findings = [f for f in findings if f.status in OPEN]
    reasons = [reason for f in open_findings for reason in _would_clear(f, clauses)]
    if outcome is not Outcome.VIOLATION:
        reasons += [reason for f in findings[:1] for reason in _would_break(f, clauses)]
    return tuple(reasons[:MOST]) or (Reason(text="Content or facts that fall under a rule in force."),)


def _would_clear(finding: Finding, clauses: Mapping[str, Clause]) -> list[Reason]:
    clause = clauses[finding.clause_id]
    reasons = []
    if finding.missing_evidence:
        reasons.append(Reason(text=f"{clause.id} is settled once {', '.join(finding.missing_evidence)} is known."))
    elif finding.facts:
        facts = ", ".join(f"{fact.name} = {fact.value}" for fact in finding.facts)
        reasons.append(
            Reason(text=f"{clause.id} would not be broken if it were shown that one of these is wrong: {facts}.")
        )
    excepted = [r.target for r in clause.references if r.relation == "except" and r.target in clauses]
    reasons += [Reason(text=f"{target} would excuse it: {_short(clauses[target].text)}") for target in excepted[:2]]
    if clause.teaching and clause.teaching.appeal_evidence:
        shown = "; ".join(evidence.rstrip(".") for evidence in clause.teaching.appeal_evidence)
        reasons.append(Reason(text=f"An appeal against {clause.id} that shows: {shown}."))
    return reasons or [
        Reason(text=f"{clause.id} would fall away if the quoted words meant something else in their context.")
    ]


def _would_break(finding: Finding, clauses: Mapping[str, Clause]) -> list[Reason]:
    clause = clauses[finding.clause_id]
    if finding.status is FindingStatus.EXEMPTED:
        return [Reason(text=f"{clause.id} would be broken if {finding.exception_id} did not apply.")]
    if finding.facts:
        facts = ", ".join(f"{fact.name} = {fact.value}" for fact in finding.facts)
        return [Reason(text=f"{clause.id} would be broken with other values of {facts}.")]
    if clause.violating_examples:
        return [Reason(text=f"{clause.id} would be broken by a line such as “{_short(clause.violating_examples[0])}”")]
    return [Reason(text=f"{clause.id} would be broken by words that do what it forbids: {_short(clause.text)}")]


def _excuse(finding: Finding, clauses: Mapping[str, Clause]) -> Reason:
    exception = clauses[finding.exception_id or ""]
    applies = "applies" if finding.status is FindingStatus.EXEMPTED else "may apply"
    return Reason(text=f"{exception.id} {exception.title} {applies} to {finding.clause_id}: {_short(exception.text)}")


def _evidence(finding: Finding) -> str:
    return f"“{_short(finding.content_quotes[0].text)}” " if finding.content_quotes else ""


def _title(finding: Finding, clauses: Mapping[str, Clause]) -> str:
    clause = clauses[finding.clause_id]
    return f"{clause.id} {clause.title}".strip()


def _short(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rsplit(" ", 1)[0] + "…"
