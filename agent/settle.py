"""Settles a verdict from findings: asks no model, and turns what judges said into what we stand by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.citations import CitedFinding
from agent.precedence import give_way
from agent.reasons import against, flips, in_favour, summarise
from agent.thresholds import Thresholds
from domain.clause import Clause, ClauseKind, Relation
from domain.evidence import Evidence
from domain.finding import Finding, FindingStatus
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict

STANDING = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)


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
    settled = [settle_rule(rule, _strongest(rule, exceptions, clauses), thresholds, turn) for rule in rules]
    findings = give_way(tuple(s.finding for s in settled), clauses)
    open_ids = {f.clause_id for f in findings if f.status is FindingStatus.UNCLEAR}
    reasons = (*review, *(s.review for s in settled if s.review is not None and s.finding.clause_id in open_ids))
    ranked = tuple(sorted(findings, key=_rank))
    return _verdict(ranked, reasons, clauses, evidence, thresholds.turn or turn)


def _rank(finding: Finding) -> tuple[int, float]:
    """What stands first, the likeliest first within it."""
    place = STANDING.index(finding.status) if finding.status in STANDING else len(STANDING)
    return place, -finding.probability


def settle_rule(rule: CitedFinding, exception: CitedFinding | None, thresholds: Thresholds, turn: float) -> Settled:
    draft = rule.draft
    excuse = exception.draft.probability if exception is not None else 0.0
    status, review = _status(rule, excuse, thresholds, turn)
    weighed = exception is not None and excuse >= thresholds.exception_doubtful
    probability = draft.probability * (1 - excuse) if weighed else draft.probability
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
        exception_id=exception.draft.clause_id if exception is not None and weighed else None,
        missing_evidence=draft.missing_evidence,
        evidence_ids=draft.evidence_ids,
    )
    return Settled(finding, review)


def _status(
    rule: CitedFinding, excuse: float, thresholds: Thresholds, turn: float
) -> tuple[FindingStatus, ReviewReason | None]:
    """The status of a rule, by the first line that holds: a table, read from the top."""
    draft, clause_id = rule.draft, rule.draft.clause_id
    if draft.probability < thresholds.doubtful(turn):
        kept = draft.status in (FindingStatus.SATISFIED, FindingStatus.NOT_APPLICABLE)
        return (draft.status if kept else FindingStatus.SATISFIED), None
    if excuse >= thresholds.exception:
        return FindingStatus.EXEMPTED, None
    if draft.missing_evidence:
        missing = ", ".join(draft.missing_evidence)
        return _unclear(ReviewCode.MISSING_FACT, f"{clause_id} turns on {missing}, which nobody has given.")
    if draft.status is FindingStatus.UNCLEAR or draft.probability < thresholds.broken(turn):
        return _unclear(
            ReviewCode.LOW_MARGIN,
            f"{clause_id} may be broken (probability {draft.probability:.2f}): too close to call.",
        )
    if excuse >= thresholds.exception_doubtful:
        return _unclear(
            ReviewCode.EXCEPTION_UNCERTAIN, f"{clause_id} looks broken, but an exception may apply ({excuse:.2f})."
        )
    if not rule.content_quotes and not draft.facts:
        return _unclear(
            ReviewCode.NO_SURVIVING_QUOTE,
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
        turn=turn,
        confidence=confidence,
        summary=summarise(outcome, findings, review, clauses),
        findings=findings,
        reasons_for=in_favour(findings, evidence),
        reasons_against=against(outcome, findings, clauses),
        would_flip=flips(outcome, findings, clauses),
        review_reasons=review,
    )
