"""Settles the verdict from the findings of the judges, by fixed rules and without a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.verdict.citations import CitedFinding
from agent.verdict.precedence import apply_precedence
from agent.verdict.reasons import reasons_against, reasons_for, summarise, would_change
from agent.verdict.thresholds import Thresholds
from domain.clause import Clause, ClauseKind, Relation
from domain.evidence import Evidence
from domain.finding import DraftFinding, Finding, FindingStatus
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict, confidence_in

RANKED_STATUSES = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)
NOTHING_JUDGED = ReviewReason(
    code=ReviewCode.NO_TEXT,
    text="No rule was judged for this case: add text that the judge can read, or facts that a check needs.",
)


@dataclass(frozen=True)
class SettledRule:
    """The finding on a rule, and the reason for human review if it is required."""

    finding: Finding
    review_reason: ReviewReason | None = None


def settle(
    cited: Sequence[CitedFinding],
    clauses: Mapping[str, Clause],
    evidence: Evidence,
    thresholds: Thresholds,
    *,
    threshold: float = 0.5,
    review_reasons: Sequence[ReviewReason] = (),
) -> Verdict:
    """`threshold` and `review_reasons` are the judge's own."""
    exceptions = {c.draft.clause_id: c for c in cited if clauses[c.draft.clause_id].kind is ClauseKind.EXCEPTION}
    rules = [c for c in cited if clauses[c.draft.clause_id].kind is ClauseKind.RULE]
    settled_rules = [
        settle_rule(rule, _likeliest_exception(rule, exceptions, clauses), thresholds, threshold) for rule in rules
    ]
    settled = sorted(settled_rules, key=lambda s: _rank(s.finding))
    findings = apply_precedence(tuple(s.finding for s in settled), clauses)
    unclear = {f.clause_id for f in findings if f.status is FindingStatus.UNCLEAR}
    reasons = (
        *review_reasons,
        *(s.review_reason for s in settled if s.review_reason and s.finding.clause_id in unclear),
    )
    ranked = tuple(sorted(findings, key=_rank))
    if not ranked and not reasons:
        reasons = (NOTHING_JUDGED,)
    return _verdict(ranked, reasons, clauses, evidence, thresholds.violation or threshold)


def _rank(finding: Finding) -> tuple[int, float, str]:
    """By status, then by falling probability; never by the order of the judges."""
    order = RANKED_STATUSES.index(finding.status) if finding.status in RANKED_STATUSES else len(RANKED_STATUSES)
    return order, -finding.probability, finding.clause_id


def settle_rule(
    rule: CitedFinding, exception: CitedFinding | None, thresholds: Thresholds, threshold: float
) -> SettledRule:
    draft = rule.draft
    considered = exception.draft if exception is not None and _may_exempt(exception.draft, thresholds) else None
    status, review_reason = _status(rule, considered, thresholds, threshold)
    exemption = considered.probability if considered is not None else 0.0
    probability = draft.probability * (1 - exemption)
    finding = Finding(
        clause_id=draft.clause_id,
        status=status,
        confidence=_confidence(status, probability, exemption),
        probability=probability,
        rationale=draft.rationale,
        counterpoint=draft.counterpoint,
        judge=draft.judge,
        content_quotes=rule.content_quotes,
        clause_quote=rule.clause_quote,
        facts=draft.facts,
        exception_id=considered.clause_id if considered is not None else None,
        missing_evidence=draft.missing_evidence,
        evidence_ids=draft.evidence_ids,
    )
    return SettledRule(finding, review_reason)


def _may_exempt(exception: DraftFinding, thresholds: Thresholds) -> bool:
    return exception.status is FindingStatus.UNCLEAR or exception.probability >= thresholds.exception_unclear_from


def _exempts(exception: DraftFinding, thresholds: Thresholds) -> bool:
    return exception.status is not FindingStatus.UNCLEAR and exception.probability >= thresholds.exception


def _status(
    rule: CitedFinding, exception: DraftFinding | None, thresholds: Thresholds, threshold: float
) -> tuple[FindingStatus, ReviewReason | None]:
    """The status of a rule. The first condition that is true decides."""
    draft, clause_id = rule.draft, rule.draft.clause_id
    check_failed = draft.status is FindingStatus.UNCLEAR and bool(draft.facts)  # then the probability means nothing
    exempted = exception is not None and _exempts(exception, thresholds)
    if exempted and draft.probability >= thresholds.exempted_from(threshold):
        return FindingStatus.EXEMPTED, None
    if draft.probability < thresholds.unclear_from(threshold) and not check_failed:
        decided = draft.status in (FindingStatus.SATISFIED, FindingStatus.NOT_APPLICABLE)
        return (draft.status if decided else FindingStatus.SATISFIED), None
    if draft.missing_evidence:
        verb = "was" if len(draft.missing_evidence) == 1 else "were"
        missing = ", ".join(draft.missing_evidence)
        return _unclear(ReviewCode.MISSING_FACT, f"{clause_id} depends on {missing}, which {verb} not provided.")
    if check_failed:
        return _unclear(ReviewCode.CHECK_FAILED, f"{clause_id} could not be checked: {draft.rationale}")
    if draft.status is FindingStatus.UNCLEAR or draft.probability < thresholds.violation_from(threshold):
        return _unclear(
            ReviewCode.LOW_MARGIN,
            f"{clause_id} may be violated (probability {draft.probability:.2f}): too close to call.",
        )
    if exception is not None:
        return _unclear(
            ReviewCode.EXCEPTION_UNCERTAIN,
            f"{clause_id} looks violated, but {exception.clause_id} may exempt it "
            f"(probability {exception.probability:.2f}).",
        )
    if not rule.content_quotes and not draft.facts:
        return _unclear(
            ReviewCode.NO_VERIFIED_QUOTE,
            f"{clause_id} was judged violated, but no quote from the content could be verified.",
        )
    return FindingStatus.VIOLATED, None


def _unclear(code: ReviewCode, text: str) -> tuple[FindingStatus, ReviewReason]:
    return FindingStatus.UNCLEAR, ReviewReason(code=code, text=text)


def _confidence(status: FindingStatus, probability: float, exemption: float) -> float | None:
    match status:
        case FindingStatus.VIOLATED:
            return probability
        case FindingStatus.EXEMPTED:
            return exemption
        case FindingStatus.UNCLEAR:
            return None
        case _:
            return 1 - probability


def _likeliest_exception(
    rule: CitedFinding, exceptions: Mapping[str, CitedFinding], clauses: Mapping[str, Clause]
) -> CitedFinding | None:
    """The most probable exception that the rule names."""
    named = clauses[rule.draft.clause_id].targets(Relation.EXCEPT)
    candidates = (exceptions[name] for name in named if name in exceptions)
    return max(candidates, key=lambda e: e.draft.probability, default=None)


def _verdict(
    findings: tuple[Finding, ...],
    review_reasons: tuple[ReviewReason, ...],
    clauses: Mapping[str, Clause],
    evidence: Evidence,
    threshold: float,
) -> Verdict:
    violated = any(f.status is FindingStatus.VIOLATED for f in findings)
    outcome = Outcome.VIOLATION if violated else Outcome.NEEDS_REVIEW if review_reasons else Outcome.NO_VIOLATION
    probability = max((f.probability for f in findings), default=0.0)
    return Verdict(
        outcome=outcome,
        probability=probability,
        threshold=threshold,
        confidence=confidence_in(outcome, probability),
        summary=summarise(outcome, findings, review_reasons, clauses),
        findings=findings,
        reasons_for=reasons_for(findings, evidence),
        reasons_against=reasons_against(outcome, findings, clauses),
        would_change=would_change(outcome, findings, clauses),
        review_reasons=review_reasons,
    )


def require_review(verdict: Verdict, code: ReviewCode, text: str) -> Verdict:
    """The verdict as one that a person must decide; `text` says why."""
    return verdict.model_copy(
        update={
            "outcome": Outcome.NEEDS_REVIEW,
            "confidence": None,
            "summary": f"Human review required: {text}",
            "review_reasons": (*verdict.review_reasons, ReviewReason(code=code, text=text)),
        }
    )
