"""Settles the verdict from the findings of the judges, by fixed rules and without a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.judges.base import LOCAL_JUDGE
from agent.judges.limits import JudgeLimits
from agent.verdict.citations import CitedFinding
from agent.verdict.precedence import apply_precedence
from agent.verdict.reasons import reasons_against, reasons_for, summarise, would_change
from agent.verdict.thresholds import Limits, Thresholds
from agent.verdict.unproven import unproven_reason
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
    judge_limits: JudgeLimits | None = None,
    review_reasons: Sequence[ReviewReason] = (),
) -> Verdict:
    """`threshold`, `judge_limits` and `review_reasons` are the judge's own."""
    limits = thresholds.limits(threshold, judge_limits)
    exceptions = {c.draft.clause_id: c for c in cited if clauses[c.draft.clause_id].kind is ClauseKind.EXCEPTION}
    rules = [c for c in cited if clauses[c.draft.clause_id].kind is ClauseKind.RULE]
    settled_rules = [settle_rule(rule, _likeliest_exception(rule, exceptions, clauses), limits) for rule in rules]
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
    return _verdict(ranked, reasons, clauses, evidence, limits.threshold)


def _rank(finding: Finding) -> tuple[int, float, str]:
    """By status, then by falling probability; never by the order of the judges."""
    order = RANKED_STATUSES.index(finding.status) if finding.status in RANKED_STATUSES else len(RANKED_STATUSES)
    return order, -finding.probability, finding.clause_id


def settle_rule(rule: CitedFinding, exception: CitedFinding | None, limits: Limits) -> SettledRule:
    draft = rule.draft
    considered = exception.draft if exception is not None and _may_exempt(exception.draft, limits) else None
    status, review_reason = _status(rule, considered, limits)
    exemption = considered.probability if considered is not None else 0.0
    probability = draft.probability * (1 - exemption)
    finding = Finding(
        clause_id=draft.clause_id,
        status=status,
        confidence=_confidence(status, probability, exemption),
        probability=probability,
        precision=_precision(draft, status, limits),
        rationale=draft.rationale,
        counterpoint=draft.counterpoint,
        would_change=draft.would_change,
        judge=draft.judge,
        content_quotes=rule.content_quotes,
        pictures=draft.pictures,
        clause_quote=rule.clause_quote,
        facts=draft.facts,
        exception_id=considered.clause_id if considered is not None else None,
        missing_evidence=draft.missing_evidence,
        evidence_ids=draft.evidence_ids,
    )
    return SettledRule(finding, review_reason)


def _precision(draft: DraftFinding, status: FindingStatus, limits: Limits) -> float | None:
    """The draft's own, else that of the model whose limits these are; facts were measured by nobody."""
    measured = draft.precision is None and status is FindingStatus.VIOLATED and not draft.facts
    return limits.precision if measured else draft.precision


def _may_exempt(exception: DraftFinding, limits: Limits) -> bool:
    return exception.status is FindingStatus.UNCLEAR or exception.probability >= limits.may_exempt_from


def _exempts(exception: DraftFinding, limits: Limits) -> bool:
    return exception.status is not FindingStatus.UNCLEAR and exception.probability >= limits.exempts_from


def _status(
    rule: CitedFinding, exception: DraftFinding | None, limits: Limits
) -> tuple[FindingStatus, ReviewReason | None]:
    """The status of a rule. The first condition that is true decides."""
    draft = rule.draft
    if exception is not None and _exempts(exception, limits) and draft.probability >= limits.exempted_from:
        return FindingStatus.EXEMPTED, None
    if not _is_open(rule, limits):
        decided = draft.status in (FindingStatus.SATISFIED, FindingStatus.NOT_APPLICABLE)
        return (draft.status if decided else _cleared(draft)), None
    reason = _why_unclear(rule, exception, limits)
    return (FindingStatus.VIOLATED, None) if reason is None else (FindingStatus.UNCLEAR, reason)


def _is_open(rule: CitedFinding, limits: Limits) -> bool:
    """Whether the rule may be violated. The probability of an unclear check means nothing. Where a judge of texts lacks
    facts, it must have pointed at words, be they verified or not."""
    draft = rule.draft
    if draft.status is FindingStatus.UNCLEAR and draft.facts:
        return True
    pointed = bool(rule.content_quotes or draft.pictures) or any(quote.item_id for quote in rule.rejected_quotes)
    return (pointed or not draft.missing_evidence) and draft.probability >= limits.unclear_from


def _cleared(draft: DraftFinding) -> FindingStatus:
    return FindingStatus.NOT_APPLICABLE if draft.missing_evidence else FindingStatus.SATISFIED


def _why_unclear(rule: CitedFinding, exception: DraftFinding | None, limits: Limits) -> ReviewReason | None:
    """Why a rule that may be violated is not called violated; None if it is."""
    draft, clause_id = rule.draft, rule.draft.clause_id
    if draft.missing_evidence:
        verb = "was" if len(draft.missing_evidence) == 1 else "were"
        missing = ", ".join(draft.missing_evidence)
        return _reason(ReviewCode.MISSING_FACT, f"{clause_id} depends on {missing}, which {verb} not provided.")
    if draft.status is FindingStatus.UNCLEAR and draft.facts:
        return _reason(ReviewCode.CHECK_FAILED, f"{clause_id} could not be checked: {draft.rationale}")
    chance = f"(probability {draft.probability:.2f})"
    if draft.status is FindingStatus.UNCLEAR and draft.precision is not None:
        return _reason(ReviewCode.UNCERTAIN, f"{clause_id} may be violated {chance}: too seldom right to be named.")
    if draft.status is FindingStatus.UNCLEAR or draft.probability < limits.violated_from:
        return _reason(ReviewCode.LOW_MARGIN, f"{clause_id} may be violated {chance}: too close to call.")
    if exception is not None:
        chance = f"(probability {exception.probability:.2f})"
        text = f"{clause_id} looks violated, but {exception.clause_id} may exempt it {chance}."
        return _reason(ReviewCode.EXCEPTION_UNCERTAIN, text)
    if not rule.content_quotes and not draft.facts:
        return unproven_reason(draft)
    return None


def _reason(code: ReviewCode, text: str) -> ReviewReason:
    return ReviewReason(code=code, text=text)


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
    untrained = any(reason.code is ReviewCode.CLASSIFIER_NOT_TRAINED for reason in review_reasons)
    probability = max((f.probability for f in findings if not untrained or f.judge != LOCAL_JUDGE), default=None)
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
