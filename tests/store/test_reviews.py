from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from domain.case import Case
from domain.decision import Decision
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore
from store.errors import ReviewConflict
from store.reviews import ReviewedDecision
from store.violations import ViolationEntry

Decide = Callable[..., Decision]
DAY = date(2026, 11, 20)


def review(review_id: str, decision_id: str, action: ReviewAction, *violated: str) -> Review:
    return Review(
        review_id=review_id,
        decision_id=decision_id,
        action=action,
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="She quotes a doctor's warning.",
        reviewer="ana",
        reviewed_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
    )


def entry(decision_id: str, clause_id: str, active: bool) -> ViolationEntry:
    return ViolationEntry(decision_id, clause_id, "cr_ricardo", DAY, active)


def test_decision_and_every_review_are_stored(store: DecisionStore, case: Case, decide: Decide) -> None:
    first, second, third = decide("d1", "HLT-2.1"), decide("d2"), decide("d3")
    for decision in (first, second, third):
        store.save(case, decision)
    overturned = review("r1", "d2", ReviewAction.OVERTURN)
    upheld = review("r2", "d1", ReviewAction.UPHOLD, "HLT-2.1")
    amended = review("r3", "d2", ReviewAction.AMEND, "DSC-1.1")
    store.review(overturned, 0, "test")
    store.review(upheld, 0, "test")
    store.review(amended, 1, "test")
    assert list(store.reviews.iterate()) == [
        ReviewedDecision(StoredDecision(case, second), (overturned, amended)),
        ReviewedDecision(StoredDecision(case, first), (upheld,)),
    ]
    assert store.reviews.of_decision("d2") == (overturned, amended)
    assert store.reviews.of_decision("d3") == ()
    assert next(store.reviews.iterate()).latest == amended


def test_violations_follow_the_reviews(store: DecisionStore, case: Case, decide: Decide) -> None:
    store.save(case, decide("d1", "DSC-1.1", "HLT-2.1"))
    store.save(case, decide("d2", "HLT-2.1", outcome=Outcome.NEEDS_REVIEW))
    store.save(case.model_copy(update={"creator_id": None}), decide("d3", "HLT-2.1"))
    assert store.violations.of_creator("cr_ricardo") == (entry("d1", "DSC-1.1", True), entry("d1", "HLT-2.1", True))

    overturned = review("r1", "d1", ReviewAction.OVERTURN)
    store.review(overturned, 0, "test")
    store.review(review("r2", "d2", ReviewAction.AMEND, "HLT-2.1"), 0, "test")
    store.review(review("r3", "d3", ReviewAction.AMEND, "HLT-2.1"), 0, "test")
    inactive = (entry("d1", "DSC-1.1", False), entry("d1", "HLT-2.1", False))
    assert store.violations.of_creator("cr_ricardo") == (*inactive, entry("d2", "HLT-2.1", True))

    store.review(review("r4", "d1", ReviewAction.AMEND, "HLT-2.1"), 1, "test")
    assert store.violations.of_creator("cr_ricardo")[:2] == (
        entry("d1", "DSC-1.1", False),
        entry("d1", "HLT-2.1", True),
    )


def test_review_that_missed_the_last_one_is_rejected(store: DecisionStore, case: Case, decide: Decide) -> None:
    store.save(case, decide("d1", "HLT-2.1"))
    first = review("r1", "d1", ReviewAction.UPHOLD, "HLT-2.1")
    store.review(first, 0, "test")
    with pytest.raises(ReviewConflict, match=r"ana, uphold: violation HLT-2.1, 2026-11-22 09:00 UTC \(r1\)"):
        store.review(review("r2", "d1", ReviewAction.OVERTURN), 0, "test")
    assert store.reviews.of_decision("d1") == (first,)
    assert store.violations.of_creator("cr_ricardo") == (entry("d1", "HLT-2.1", True),)


def test_one_of_many_reviews_at_once_is_stored(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, decide("d1", "HLT-2.1"))

    def send(number: int) -> str | None:
        """The id of the review, if it is stored."""
        try:
            any_store.review(review(f"r{number}", "d1", ReviewAction.OVERTURN), 0, "test")
        except ReviewConflict:
            return None
        return f"r{number}"

    with ThreadPoolExecutor(8) as pool:
        stored = [one for one in pool.map(send, range(20)) if one is not None]
    assert [one.review_id for one in any_store.reviews.of_decision("d1")] == stored
    assert len(stored) == 1


def test_review_of_an_unknown_decision_is_rejected(store: DecisionStore) -> None:
    with pytest.raises(ReviewConflict, match="d1 is not stored"):
        store.review(review("r1", "d1", ReviewAction.OVERTURN), 0, "test")
