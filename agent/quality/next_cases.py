"""Proposes the next cases to label: those about which judge, reviewers and precedents disagree."""

from collections.abc import Collection, Iterator, Sequence

from agent.queues.sampling import uncertainty
from domain.base import FrozenModel
from domain.evidence import FoundPrecedent
from domain.verdict import Outcome
from store.reviews import ReviewedDecision

Result = tuple[bool, frozenset[str]]  # whether there is a violation, and the violated clauses


class NextCase(FrozenModel):
    """A decision to label; `reasons` say who disagrees. `clauses`: those that anybody found violated, `uncovered` the
    ones that the golden set has no case of."""

    decision_id: str
    reasons: tuple[str, ...]
    clauses: tuple[str, ...]
    uncovered: tuple[str, ...]
    market: str | None
    language: str | None


def next_cases(candidates: Sequence[ReviewedDecision], covered: Collection[str], limit: int) -> tuple[NextCase, ...]:
    """First those with the most disagreements, then those with a clause that is not `covered`, then the ones of which
    the judge was the least certain."""
    found = [(_next_case(one, covered), one) for one in candidates]
    wanted = [(case, uncertainty(one.stored.decision.verdict.probability)) for case, one in found if case.reasons]
    wanted.sort(key=lambda pair: (-len(pair[0].reasons), not pair[0].uncovered, -pair[1], pair[0].decision_id))
    return tuple(case for case, _ in wanted[:limit])


def _next_case(one: ReviewedDecision, covered: Collection[str]) -> NextCase:
    case, decision = one.stored.case, one.stored.decision
    named = {*decision.verdict.violated, *(clause_id for review in one.reviews for clause_id in review.violated)}
    return NextCase(
        decision_id=decision.decision_id,
        reasons=tuple(_reasons(one)),
        clauses=tuple(sorted(named)),
        uncovered=tuple(sorted(named - {*covered})),
        market=case.market,
        language=case.language or decision.evidence.language,
    )


def _reasons(one: ReviewedDecision) -> Iterator[str]:
    verdict, people = one.stored.decision.verdict, _results_of_people(one)
    judge = None if verdict.outcome is Outcome.NEEDS_REVIEW else _result(verdict.violated)
    if len(set(people)) > 1:
        yield "reviewers differ"
    if judge is not None and people and people[-1] != judge:
        yield "judge and reviewers differ"
    answer, nearest = people[-1] if people else judge, _nearest(one.stored.decision.evidence.precedents)
    if answer is not None and nearest is not None and not _is_alike(answer, _result(nearest.violated)):
        yield f"the nearest precedent, {nearest.precedent_id}, was decided otherwise"


def _results_of_people(one: ReviewedDecision) -> list[Result]:
    """The last of each, the review in effect last."""
    latest = {review.reviewer: review for review in one.reviews}
    return [_result(review.violated) for review in one.reviews if latest[review.reviewer] is review]


def _result(violated: Collection[str]) -> Result:
    return bool(violated), frozenset(violated)


def _is_alike(one: Result, other: Result) -> bool:
    """Both without a violation, or with a violated clause in common."""
    return one[0] == other[0] and (not one[0] or bool(one[1] & other[1]))


def _nearest(precedents: Sequence[FoundPrecedent]) -> FoundPrecedent | None:
    return max(precedents, key=lambda precedent: precedent.score, default=None)
