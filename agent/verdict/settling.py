"""Settles a verdict from findings: asks no model, and turns what judges said into what we stand by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.verdict.citations import CitedFinding
from agent.verdict.precedence import give_way
from agent.verdict.reasons import against, flips, in_favour, summarise
from agent.verdict.thresholds import Thresholds
from domain.clause import Clause, ClauseKind, Relation
from domain.evidence import Evidence
from domain.finding import DraftFinding, Finding, FindingStatus
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict

STANDING = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)
NOTHING_READ = ReviewReason(
    code=ReviewCode.NO_TEXT,
    text="No rule was read against this case: give it text that the judge can read, or facts that a check reads.",
)


@dataclass(frozen=True)
class Settled:
    """A finding, and why a person must look at it, if one must."""

    finding: Finding
    review: ReviewReason | None = None


def settle(
    cited: Sequence[CitedFinding],
    clauses: Mapping[str, Clause],
    evidence: Evidence,
    thresholds: Thresholds,
    *,
    turn: float = 0.5,
    review: Sequence[ReviewReason] = (),
) -> Verdict:
    """`turn` is the judge's own turning point, `review` what it wants a person to look at."""
    exceptions = {c.draft.clause_id: c for c in cited if clauses[c.draft.clause_id].kind is ClauseKind.EXCEPTION}
    rules = [c for c in cited if clauses[c.draft.clause_id].kind is ClauseKind.RULE]
    each = [settle_rule(rule, _strongest(rule, exceptions, clauses), thresholds, turn) for rule in rules]
    settled = sorted(each, key=lambda s: _rank(s.finding))
    findings = give_way(tuple(s.finding for s in settled), clauses)
    open_ids = {f.clause_id for f in findings if f.status is FindingStatus.UNCLEAR}
    reasons = (*review, *(s.review for s in settled if s.review is not None and s.finding.clause_id in open_ids))
    ranked = tuple(sorted(findings, key=_rank))
    return _verdict(
        ranked, reasons or (() if ranked else (NOTHING_READ,)), clauses, evidence, thresholds.violation or turn
    )


def _rank(finding: Finding) -> tuple[int, float, str]:
    """What stands first, the likeliest first within it; never the order in which judges spoke."""
    place = STANDING.index(finding.status) if finding.status in STANDING else len(STANDING)
    return place, -finding.probability, finding.clause_id


def settle_rule(rule: CitedFinding, exception: CitedFinding | None, thresholds: Thresholds, turn: float) -> Settled:
    draft = rule.draft
    weighed = exception.draft if exception is not None and _may_excuse(exception.draft, thresholds) else None
    status, review = _status(rule, weighed, thresholds, turn)
    excuse = weighed.probability if weighed is not None else 0.0
    probability = draft.probability * (1 - excuse)
    finding = Finding(
        clause_id=draft.clause_id,
        status=status,
        confidence=_confidence(status, probability, excuse),
        probability=probability,
        rationale=draft.rationale,
        counterpoint=draft.counterpoint,
        judge=draft.judge,
        content_quotes=rule.content_quotes,
        clause_quote=rule.clause_quote,
        facts=draft.facts,
        exception_id=weighed.clause_id if weighed is not None else None,
        missing_evidence=draft.missing_evidence,
        evidence_ids=draft.evidence_ids,
    )
    return Settled(finding, review)


def _may_excuse(exception: DraftFinding, thresholds: Thresholds) -> bool:
    return exception.status is FindingStatus.UNCLEAR or exception.probability >= thresholds.exception_doubtful


def _excuses(exception: DraftFinding, thresholds: Thresholds) -> bool:
    return exception.status is not FindingStatus.UNCLEAR and exception.probability >= thresholds.exception


def _status(
    rule: CitedFinding, weighed: DraftFinding | None, thresholds: Thresholds, turn: float
) -> tuple[FindingStatus, ReviewReason | None]:
    """The status of a rule, by the first line that holds: a table, read from the top."""
    draft, clause_id = rule.draft, rule.draft.clause_id
    failed = draft.status is FindingStatus.UNCLEAR and bool(draft.facts)  # a check that could not tell has no odds
    excused = weighed is not None and _excuses(weighed, thresholds)
    if excused and draft.probability >= thresholds.near(turn):
        return FindingStatus.EXEMPTED, None
    if draft.probability < thresholds.doubtful(turn) and not failed:
        kept = draft.status in (FindingStatus.SATISFIED, FindingStatus.NOT_APPLICABLE)
        return (draft.status if kept else FindingStatus.SATISFIED), None
    if draft.missing_evidence:
        missing = ", ".join(draft.missing_evidence)
        return _unclear(ReviewCode.MISSING_FACT, f"{clause_id} turns on {missing}, which nobody has given.")
    if failed:
        return _unclear(ReviewCode.CHECK_FAILED, f"{clause_id} cannot be told: {draft.rationale}")
    if draft.status is FindingStatus.UNCLEAR or draft.probability < thresholds.broken(turn):
        return _unclear(
            ReviewCode.LOW_MARGIN,
            f"{clause_id} may be broken (probability {draft.probability:.2f}): too close to call.",
        )
    if weighed is not None:
        return _unclear(
            ReviewCode.EXCEPTION_UNCERTAIN,
            f"{clause_id} looks broken, but {weighed.clause_id} may excuse it (probability {weighed.probability:.2f}).",
        )
    if not rule.content_quotes and not draft.facts:
        return _unclear(
            ReviewCode.NO_VERIFIED_QUOTE,
            f"{clause_id} was said to be broken, but no quote of the content bears it out.",
        )
    return FindingStatus.VIOLATED, None


def _unclear(code: ReviewCode, text: str) -> tuple[FindingStatus, ReviewReason]:
    return FindingStatus.UNCLEAR, ReviewReason(code=code, text=text)


def _confidence(status: FindingStatus, probability: float, excuse: float) -> float:
    match status:
        case FindingStatus.VIOLATED:
            return probability
        case FindingStatus.EXEMPTED:
            return excuse
        case FindingStatus.UNCLEAR:
            return 1 - abs(2 * probability - 1)
        case _:
            return 1 - probability


def _strongest(
    rule: CitedFinding, exceptions: Mapping[str, CitedFinding], clauses: Mapping[str, Clause]
) -> CitedFinding | None:
    named = clauses[rule.draft.clause_id].targets(Relation.EXCEPT)
    return max(
        (exceptions[name] for name in named if name in exceptions), key=lambda e: e.draft.probability, default=None
    )


def _verdict(
    findings: tuple[Finding, ...],
    review: tuple[ReviewReason, ...],
    clauses: Mapping[str, Clause],
    evidence: Evidence,
    turn: float,
) -> Verdict:
    broken = [f for f in findings if f.status is FindingStatus.VIOLATED]
    outcome = Outcome.VIOLATION if broken else Outcome.NEEDS_REVIEW if review else Outcome.NO_VIOLATION
    chance = max((f.probability for f in findings), default=0.0)
    confidence = {
        Outcome.VIOLATION: chance,
        Outcome.NO_VIOLATION: 1 - chance,
        Outcome.NEEDS_REVIEW: 1 - abs(2 * chance - 1),
    }[outcome]
    return Verdict(
        outcome=outcome,
        probability=chance,
        threshold=turn,
        confidence=confidence,
        summary=summarise(outcome, findings, review, clauses),
        findings=findings,
        reasons_for=in_favour(findings, evidence),
        reasons_against=against(outcome, findings, clauses),
        would_change=flips(outcome, findings, clauses),
        review_reasons=review,
    )
