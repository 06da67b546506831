"""What happened to a creator is read in one place, the newest first, and nothing of other creators."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import event

from domain.appeal import Appeal, AppealStatus
from domain.case import Case
from domain.review import ReviewAction
from store.creator_timeline import CreatorTimeline, creator_timeline
from store.decisions import DecisionStore
from tests.store.conftest import Decide
from tests.store.fake_notifier import FakeNotifier
from tests.store.test_reviews import review

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_timeline_of_a_creator(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    store = replace(any_store, notifier=FakeNotifier())
    other = case.model_copy(update={"creator_id": "cr_other"})
    store.save(case, decide("d1", "HLT-2.1", hour=1))
    store.save(case, decide("d2", "DSC-1.1", hour=2))
    store.save(other, decide("d3", "HLT-2.1", hour=3, creator="cr_other"))
    overturned = review("r1", "d1", ReviewAction.OVERTURN)
    store.review(overturned, 0, "test")
    store.review(review("r2", "d3", ReviewAction.OVERTURN), 0, "test")
    appeal = Appeal(appeal_id="app_1", decision_id="d2", statement="I warned.", status=AppealStatus.OPEN, created_at=AT)
    with store.database.write_transaction() as session:
        store.appeals.create(session, appeal)
    timeline = creator_timeline(store.database, "cr_ricardo")
    assert [decision.decision_id for decision in timeline.decisions] == ["d2", "d1"]
    assert timeline.reviews == (overturned,)
    assert [(entry.decision_id, entry.active) for entry in timeline.violations] == [("d1", False), ("d2", True)]
    assert {(message.decision_id, message.clauses) for message in timeline.messages} == {("d2", ("DSC-1.1",))}
    assert [found.appeal_id for found in timeline.appeals] == ["app_1"]
    assert creator_timeline(store.database, "cr_nobody") == CreatorTimeline()
    assert [decision.decision_id for decision in creator_timeline(store.database, "cr_ricardo", 1).decisions] == ["d2"]


def test_timeline_takes_one_connection_at_a_time(any_store: DecisionStore) -> None:
    """Many readers at once would else wait for each other's second one until the time limit."""
    engine, taken = any_store.database.engine, list[int]()
    event.listen(engine, "checkout", lambda *_: taken.append(engine.pool.checkedout()))  # type: ignore[attr-defined]
    creator_timeline(any_store.database, "cr_ricardo")
    assert max(taken) == 1
