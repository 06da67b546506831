"""Reviewed decisions as labelled cases, and the agreement of the predictions with the reviewers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.quality.bootstrap import Estimate
from domain.review import Review
from eval.dataset.labelled_case import Gold, LabelledCase
from eval.metrics.agreement import SHARES, Prediction, confusion_rows, metrics
from eval.metrics.intervals import estimate_metrics
from store.reviews import ReviewedDecision


@dataclass(frozen=True)
class ReviewedCase:
    """`labelled`: the latest review as gold, and each reviewer's latest outcome among the labels. `prediction`: the
    original decision. `reviews`: each reviewer's latest review, oldest first."""

    labelled: LabelledCase
    prediction: Prediction
    reviews: tuple[Review, ...]

    @property
    def disputed(self) -> bool:
        return len({(review.outcome, review.violated) for review in self.reviews}) > 1


@dataclass(frozen=True)
class ClauseAgreement:
    """The number of decisions with the clause violated by prediction and reviewers, by one of them only. `kappa` (Cohen
    1960) is over all reviewed decisions, None where it is undefined."""

    clause_id: str
    both: int
    machine_only: int
    people_only: int
    kappa: float | None


def reviewed_case(reviewed: ReviewedDecision) -> ReviewedCase:
    decision, case = reviewed.stored.decision, reviewed.stored.case
    latest_by_reviewer = {review.reviewer: review for review in reviewed.reviews}
    latest = reviewed.latest
    labelled = LabelledCase(
        id=decision.decision_id,
        case=case.model_copy(update={"content_date": case.content_date or decision.trace.as_of}),
        gold=Gold(outcome=latest.outcome, violated=latest.violated, reason=latest.reason),
        group=case.creator_id,
        labels={reviewer: review.outcome for reviewer, review in latest_by_reviewer.items()},
    )
    prediction = Prediction(decision.verdict.outcome, frozenset(decision.verdict.violated))
    reviews = tuple(review for review in reviewed.reviews if latest_by_reviewer[review.reviewer] is review)
    return ReviewedCase(labelled, prediction, reviews)


def review_agreement(cases: Sequence[ReviewedCase]) -> dict[str, Estimate]:
    """The metrics of the predictions with the latest reviews as gold. The bootstrap draws creators."""
    first: dict[str, int] = {}
    groups = np.array([first.setdefault(c.labelled.group or c.labelled.id, len(first)) for c in cases])
    rows = confusion_rows([case.labelled.gold for case in cases], [case.prediction for case in cases])
    return estimate_metrics(rows, groups, metrics, SHARES)


def agreement_by_clause(cases: Sequence[ReviewedCase]) -> tuple[ClauseAgreement, ...]:
    """Of the clauses violated by prediction or review; the clauses with the most disagreements first."""
    pairs = [(case.prediction.violated, frozenset(case.labelled.gold.violated)) for case in cases]
    names = sorted(frozenset[str]().union(*(one | other for one, other in pairs)))
    rows = [_clause_agreement(name, [(name in machine, name in people) for machine, people in pairs]) for name in names]
    return tuple(sorted(rows, key=lambda row: -(row.machine_only + row.people_only)))


def _clause_agreement(name: str, pairs: Sequence[tuple[bool, bool]]) -> ClauseAgreement:
    both, machine, people = (pairs.count(pair) for pair in ((True, True), (True, False), (False, True)))
    by_machine, by_people = (both + machine) / len(pairs), (both + people) / len(pairs)
    chance = by_machine * by_people + (1 - by_machine) * (1 - by_people)
    observed = 1 - (machine + people) / len(pairs)
    kappa = None if chance == 1 else (observed - chance) / (1 - chance)
    return ClauseAgreement(name, both, machine, people, kappa)
