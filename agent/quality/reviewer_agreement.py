"""Agreement between reviewers who answered the same case without knowing of each other, by clause."""

from collections.abc import Mapping, Sequence

from agent.quality.alpha import alpha
from agent.quality.bootstrap import Estimate
from domain.base import FrozenModel

MIN_CASES = 10  # of fewer, an interval says nothing
CaseAnswers = Mapping[str, frozenset[str]]
"""The clauses that each reviewer of a case found violated."""


class Agreement(FrozenModel):
    """Krippendorff's alpha over `cases`, in `differing` of which reviewers differ: 1 is full agreement, 0 that of
    chance. `alpha` None: `reason` says why there is no figure. `clause_id` None: violation or not."""

    clause_id: str | None
    cases: int
    differing: int
    alpha: Estimate | None
    reason: str | None = None


class ReviewerAgreement(FrozenModel):
    """`reviewers`: how many people took part. The clauses with the most differing cases come first."""

    cases: int
    reviewers: int
    outcome: Agreement
    clauses: tuple[Agreement, ...]


def reviewer_agreement(cases: Sequence[CaseAnswers]) -> ReviewerAgreement:
    """Only cases with two reviewers or more count."""
    cases = [case for case in cases if len(case) > 1]
    clauses = sorted({clause_id for case in cases for violated in case.values() for clause_id in violated})
    rows = [_agreement(name, [[name in found for found in case.values()] for case in cases]) for name in clauses]
    return ReviewerAgreement(
        cases=len(cases),
        reviewers=len({reviewer for case in cases for reviewer in case}),
        outcome=_agreement(None, [[bool(found) for found in case.values()] for case in cases]),
        clauses=tuple(sorted(rows, key=lambda row: -row.differing)),
    )


def _agreement(clause_id: str | None, answers: Sequence[Sequence[bool]]) -> Agreement:
    differing = sum(len(set(case)) > 1 for case in answers)
    found, reason = None, None
    if len(answers) < MIN_CASES:
        reason = f"too few cases have two answers: {MIN_CASES} are needed"
    elif (estimate := alpha(answers)).value is None:
        reason = "all answers are equal: alpha needs both"
    else:
        found = estimate
    return Agreement(clause_id=clause_id, cases=len(answers), differing=differing, alpha=found, reason=reason)
