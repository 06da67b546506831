"""Agreement of predictions and reviewers on handwritten reviewed decisions."""

import pytest

from domain.verdict import Outcome
from eval.imports.reviews import ClauseAgreement, ReviewedCase, agreement_by_clause, review_agreement
from eval.metrics.agreement import Prediction
from tests.eval.samples import labelled

VIOLATION, NO_VIOLATION, REVIEW = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def reviewed(
    name: str, gold: tuple[str, ...], predicted: tuple[str, ...], outcome: Outcome | None = None
) -> ReviewedCase:
    outcome = outcome or (VIOLATION if predicted else NO_VIOLATION)
    return ReviewedCase(
        labelled(name, VIOLATION if gold else NO_VIOLATION, *gold), Prediction(outcome, frozenset(predicted)), ()
    )


CASES = (
    reviewed("a", ("P-1",), ("P-1",)),
    reviewed("b", ("P-1",), ("P-2",)),
    reviewed("c", (), ("P-2",)),
    reviewed("d", (), ()),
    reviewed("e", ("P-1", "P-2"), (), REVIEW),
)


def test_clauses_with_most_disagreement_come_first() -> None:
    one, two = agreement_by_clause(CASES)
    # P-2: observed .4; machine 2 of 5, people 1 of 5, so by chance .4 * .2 + .6 * .8 = .56
    assert (one.clause_id, one.both, one.machine_only, one.people_only) == ("P-2", 0, 2, 1)
    assert one.kappa == pytest.approx((0.4 - 0.56) / (1 - 0.56))
    # P-1: observed .6; machine 1 of 5, people 3 of 5, so by chance .2 * .6 + .8 * .4 = .44
    assert (two.clause_id, two.both, two.machine_only, two.people_only) == ("P-1", 1, 0, 2)
    assert two.kappa == pytest.approx((0.6 - 0.44) / (1 - 0.44))


def test_clause_that_is_always_violated_has_no_kappa() -> None:
    assert agreement_by_clause([reviewed("a", ("P-1",), ("P-1",))]) == (ClauseAgreement("P-1", 1, 0, 0, None),)


def test_case_left_to_review_counts_as_disagreement() -> None:
    estimates = review_agreement(CASES)
    assert (estimates["accuracy"].value, estimates["exact_set"].value) == (3 / 5, 1 / 3)
