from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from domain.case import Case
from domain.decision import Decision
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decision_rows import Record
from store.decisions import DecisionStore
from store.errors import ReviewConflict
from store.reviews import Reviewed
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


def entry(decision_id: str, clause_id: str, stands: bool) -> ViolationEntry:
    return ViolationEntry(decision_id, clause_id, "cr_ricardo", DAY, stands)


def test_the_record_keeps_the_decision_and_every_review(store: DecisionStore, case: Case, decide: Decide) -> None:
    first, second, third = decide("d1", "HLT-2.1"), decide("d2"), decide("d3")
    for decision in (first, second, third):
        store.save(case, decision)
    taken_back = review("r1", "d2", ReviewAction.OVERTURN)
    upheld = review("r2", "d1", ReviewAction.UPHOLD, "HLT-2.1")
    amended = review("r3", "d2", ReviewAction.AMEND, "DSC-1.1")
    store.review(taken_back, None, "test")
    store.review(upheld, None, "test")
    store.review(amended, taken_back, "test")
    assert list(store.reviews.all()) == [
        Reviewed(Record(case, second), (taken_back, amended)),
        Reviewed(Record(case, first), (upheld,)),
    ]
    assert store.reviews.of("d2") == (taken_back, amended)
    assert store.reviews.of("d3") == ()
    assert next(store.reviews.all()).latest == amended


def test_the_ledger_follows(store: DecisionStore, case: Case, decide: Decide) -> None:
    store.save(case, decide("d1", "DSC-1.1", "HLT-2.1"))
    store.save(case, decide("d2", "HLT-2.1", outcome=Outcome.NEEDS_REVIEW))
    store.save(case.model_copy(update={"creator_id": None}), decide("d3", "HLT-2.1"))
    assert store.violations.of("cr_ricardo") == (entry("d1", "DSC-1.1", True), entry("d1", "HLT-2.1", True))

    taken_back = review("r1", "d1", ReviewAction.OVERTURN)
    store.review(taken_back, None, "test")
    store.review(review("r2", "d2", ReviewAction.AMEND, "HLT-2.1"), None, "test")
    store.review(review("r3", "d3", ReviewAction.AMEND, "HLT-2.1"), None, "test")
    struck = (entry("d1", "DSC-1.1", False), entry("d1", "HLT-2.1", False))
    assert store.violations.of("cr_ricardo") == (*struck, entry("d2", "HLT-2.1", True))

    store.review(review("r4", "d1", ReviewAction.AMEND, "HLT-2.1"), taken_back, "test")
    assert store.violations.of("cr_ricardo")[:2] == (entry("d1", "DSC-1.1", False), entry("d1", "HLT-2.1", True))


def test_a_review_that_did_not_see_the_last_one_is_refused(store: DecisionStore, case: Case, decide: Decide) -> None:
    store.save(case, decide("d1", "HLT-2.1"))
    first = review("r1", "d1", ReviewAction.UPHOLD, "HLT-2.1")
    store.review(first, None, "test")
    with pytest.raises(ReviewConflict, match=r"reviewed meanwhile \(r1\)"):
        store.review(review("r2", "d1", ReviewAction.OVERTURN), None, "test")
    assert store.reviews.of("d1") == (first,)
    assert store.violations.of("cr_ricardo") == (entry("d1", "HLT-2.1", True),)


def test_a_review_of_no_decision_is_refused(store: DecisionStore) -> None:
    with pytest.raises(ReviewConflict, match="d1 is not on record"):
        store.review(review("r1", "d1", ReviewAction.OVERTURN), None, "test")
