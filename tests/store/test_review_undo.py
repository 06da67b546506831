"""An undo restores what was before the review, for some seconds and for its reviewer only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.appeal import Appeal, AppealStatus
from domain.case import Case
from domain.decision import Decision
from domain.job import JobState
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.errors import JobConflict, MessageConflict, ReviewConflict, UndoRefused
from tests.store.fake_notifier import FakeNotifier
from tests.store.queue.test_copies import FakeRouter

Decide = Callable[..., Decision]
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
EXAMPLES = count()
STEPS = st.lists(
    st.sampled_from([("review", ()), ("review", ("HLT-2.1",)), ("review", ("DSC-1.1",)), "undo", "deliver"])
)


@pytest.fixture
def undoable(any_store: DecisionStore, case: Case, decide: Decide) -> DecisionStore:
    """With the decision d1; its reviews can be undone for ten seconds."""
    store = replace(any_store, notifier=FakeNotifier(), undo_time=10 * SECOND)
    store.save(case, decide("d1", "HLT-2.1"), decided_by="test")
    return store


def review(
    review_id: str, *violated: str, decision_id: str = "d1", reviewer: str = "ana", at: datetime = NOW
) -> Review:
    return Review(
        review_id=review_id,
        decision_id=decision_id,
        action=ReviewAction.AMEND,
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="I read it.",
        reviewer=reviewer,
        reviewed_at=at,
    )


def state_of(store: DecisionStore, decision_id: str) -> list[object]:
    """Without the ids, which differ between decisions, and without deactivated violations that never counted."""
    messages = [one for one in store.outbox.list(limit=10_000) if one.decision_id == decision_id]
    violations = [v for v in store.violations.of_creator(f"cr_{decision_id}") if v.active]
    summary = next(one for one in store.list(creator_id=f"cr_{decision_id}"))
    return [
        [(one.action, one.outcome, one.violated, one.reviewed_at) for one in store.reviews.of_decision(decision_id)],
        [(v.clause_id, v.day) for v in violations],
        [(m.status, m.message, m.clauses, m.created_at, m.delivered_at, m.not_before, m.attempts) for m in messages],
        summary.outcome,
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS)
def test_undone_reviews_leave_no_trace_in_the_state(
    store: DecisionStore, case: Case, decide: Decide, steps: list[object]
) -> None:
    """Two equal decisions: one gets every step, the other only the reviews that were not undone."""
    undoable = replace(store, notifier=FakeNotifier(), undo_time=timedelta(minutes=30))
    number = next(EXAMPLES)
    ids = [f"u{number}", f"v{number}"]
    for decision_id in ids:
        own = case.model_copy(update={"creator_id": f"cr_{decision_id}"})
        undoable.save(own, decide(decision_id, "HLT-2.1"))
    remaining = _run_every_step(undoable, ids[0], steps)
    for step, at in remaining:
        _run(undoable, ids[1], step, at)
    assert state_of(undoable, ids[0]) == state_of(undoable, ids[1])


def _run_every_step(store: DecisionStore, decision_id: str, steps: list[object]) -> list[tuple[object, datetime]]:
    """Returns the steps that were not undone, and their times."""
    done, at = list[tuple[object, datetime]](), NOW
    for step in steps:
        at += SECOND if step != "deliver" else HOUR
        if step != "undo":
            _run(store, decision_id, step, at)
            done.append((step, at))
        elif done and done[-1][0] != "deliver":
            last = store.reviews.of_decision(decision_id)[-1]
            store.review_writer.undo(last.review_id, "test", "ana", at)
            done.pop()
    return done


def _run(store: DecisionStore, decision_id: str, step: object, at: datetime) -> None:
    if step == "deliver":
        due = [one for one in store.outbox.due(at, 10_000) if one.decision_id == decision_id]
        store.outbox.mark_delivered(due, at)
        return
    assert isinstance(step, tuple)
    made = review(f"r_{decision_id}_{at:%H%M%S}", *step[1], decision_id=decision_id, at=at)
    store.review(made, store.reviews.state(decision_id).version, "test")


def test_undo_takes_the_review_back_and_is_logged(undoable: DecisionStore) -> None:
    first = review("r1")
    undoable.review(first, 0, "key_1")
    undone = undoable.review_writer.undo("r1", "key_1", "ana", NOW + 9 * SECOND)
    assert [one.undone_at for one in undone.reviews] == [NOW + 9 * SECOND]
    assert undoable.reviews.of_decision("d1") == ()
    assert list(undoable.reviews.iterate()) == []
    assert undoable.reviews.history("d1") == undone.reviews
    assert undoable.reviews.state("d1").version == 2
    assert [(e.clause_id, e.active) for e in undoable.violations.of_creator("cr_ricardo")] == [("HLT-2.1", True)]
    assert [(m.status, m.message.body) for m in undoable.outbox.list()] == [("ready", "HLT-2.1")]
    entry = [*undoable.audit.entries()][-1]
    assert (entry.actor, entry.action, entry.subject) == ("key_1", "review.undo", "d1")
    assert (entry.before, entry.after) == ("r1: no_violation", "r1: undone")
    assert undoable.audit.verify().error is None
    assert compare_with_log(undoable.database).problems == ()


def test_undo_that_comes_too_late_is_refused(undoable: DecisionStore) -> None:
    undoable.review(review("r1"), 0, "test")
    with pytest.raises(UndoRefused, match="can be undone for 10 seconds, and they are over"):
        undoable.review_writer.undo("r1", "test", "ana", NOW + 11 * SECOND)
    assert len(undoable.reviews.of_decision("d1")) == 1


def test_only_the_reviewer_undoes_and_only_once(undoable: DecisionStore) -> None:
    undoable.review(review("r1"), 0, "test")
    with pytest.raises(UndoRefused, match="r1 is by ana, who alone can undo it"):
        undoable.review_writer.undo("r1", "test", "ben", NOW)
    undoable.review_writer.undo("r1", "test", None, NOW)
    with pytest.raises(UndoRefused, match="r1 was undone already"):
        undoable.review_writer.undo("r1", "test", "ana", NOW)
    with pytest.raises(UndoRefused, match="there is no review r9"):
        undoable.review_writer.undo("r9", "test", "ana", NOW)


def test_review_that_somebody_answered_is_not_undone(undoable: DecisionStore) -> None:
    undoable.review(review("r1"), 0, "test")
    undoable.review(review("r2", "DSC-1.1", reviewer="ben", at=NOW + SECOND), 1, "test")
    with pytest.raises(UndoRefused, match=r"ben has reviewed d1 since \(r2\)"):
        undoable.review_writer.undo("r1", "test", "ana", NOW + 2 * SECOND)
    undoable.review_writer.undo("r2", "test", "ben", NOW + 3 * SECOND)
    undoable.review_writer.undo("r1", "test", "ana", NOW + 4 * SECOND)
    assert undoable.reviews.state("d1").version == 4


def test_review_of_a_version_that_was_undone_since_is_refused(undoable: DecisionStore) -> None:
    undoable.review(review("r1"), 0, "test")
    undoable.review_writer.undo("r1", "test", "ana", NOW)
    with pytest.raises(ReviewConflict, match=r"ana, amend: no violation.*\(r1\), undone since") as refused:
        undoable.review(review("r2", "HLT-2.1"), 1, "test")
    assert [one.review_id for one in refused.value.since] == ["r1"]


def test_letter_is_not_sent_while_its_review_can_be_undone(undoable: DecisionStore) -> None:
    undoable.review(review("r1", "DSC-1.1"), 0, "test")
    assert undoable.outbox.due(NOW + 9 * SECOND, 10) == ()
    assert undoable.outbox.list(now=NOW + 9 * SECOND) == ()
    with pytest.raises(MessageConflict, match="a review has changed message msg_d1"):
        undoable.outbox.acknowledge("msg_d1", "test", NOW + 9 * SECOND, NOW)
    (due,) = undoable.outbox.due(NOW + 11 * SECOND, 10)
    assert undoable.outbox.list(now=NOW + 11 * SECOND) == (due,)
    undoable.outbox.acknowledge("msg_d1", "test", NOW + 11 * SECOND, NOW)


def test_letter_that_was_on_its_way_stays_delivered(undoable: DecisionStore) -> None:
    on_its_way = undoable.outbox.due(NOW, 10)
    undoable.review(review("r1", "DSC-1.1"), 0, "test")
    undoable.outbox.mark_delivered(on_its_way, NOW + SECOND)
    (correction,) = (one for one in undoable.outbox.list() if one.status == "ready")
    assert correction.not_before == NOW + 10 * SECOND
    undoable.review_writer.undo("r1", "test", "ana", NOW + 2 * SECOND)
    assert [(m.status, m.message.body) for m in undoable.outbox.list()] == [("delivered", "HLT-2.1")]


def test_letter_that_was_fetched_before_the_review_may_be_acknowledged(undoable: DecisionStore) -> None:
    undoable.review(review("r1", "DSC-1.1"), 0, "test")
    undoable.outbox.acknowledge("msg_d1", "test", NOW + SECOND)
    told = [(m.status, m.message.body) for m in undoable.outbox.list()]
    assert told == [("delivered", "HLT-2.1"), ("ready", "DSC-1.1")]
    undoable.review_writer.undo("r1", "test", "ana", NOW + 2 * SECOND)
    assert [(m.status, m.message.body) for m in undoable.outbox.list()] == [("delivered", "HLT-2.1")]


def test_letter_that_did_not_exist_before_the_review_is_not_acknowledged(undoable: DecisionStore) -> None:
    undoable.outbox.mark_delivered(undoable.outbox.due(NOW, 10), NOW)
    undoable.review(review("r1", "DSC-1.1"), 0, "test")
    with pytest.raises(MessageConflict, match="can still undo the review behind message msg_d1-2"):
        undoable.outbox.acknowledge("msg_d1-2", "test", NOW + SECOND)


def test_job_is_open_again_and_claimed_by_the_reviewer(undoable: DecisionStore, case: Case, decide: Decide) -> None:
    routed = replace(undoable, router=FakeRouter())
    routed.save(case, decide("d2", "HLT-2.1"))
    (before,) = routed.queue.jobs.of_decision("d2")
    routed.review(review("r1", decision_id="d2"), 0, "test")
    (done,) = routed.queue.jobs.of_decision("d2")
    assert (done.state, done.review_id) == (JobState.DONE, "r1")
    routed.review_writer.undo("r1", "test", "ana", NOW)
    (again,) = routed.queue.jobs.of_decision("d2")
    assert again.holder(NOW) == "ana"
    assert again.model_copy(update={"claimed_by": None, "lease_until": None}) == before
    with pytest.raises(JobConflict, match="ana has"):
        routed.review(review("r2", decision_id="d2", reviewer="ben"), 2, "test")


@pytest.mark.parametrize("status", [AppealStatus.OPEN, AppealStatus.RE_REVIEWED])
def test_appeal_is_open_again(undoable: DecisionStore, status: AppealStatus) -> None:
    appeal = Appeal(appeal_id="a1", decision_id="d1", statement="No.", status=status, created_at=NOW)
    with undoable.database.write_transaction() as session:
        undoable.appeals.create(session, appeal)
    undoable.review(review("r1"), 0, "test", appeal_id="a1")
    undone = undoable.review_writer.undo("r1", "test", "ana", NOW)
    assert [(one.review_id, appeal_id) for one, appeal_id in undone.appeals] == [("r1", "a1")]
    assert undoable.appeals.get("a1") == appeal


def test_erased_creator_is_not_restored(undoable: DecisionStore) -> None:
    undoable.review(review("r1"), 0, "test")
    Erasure(undoable.database).erase_creator("cr_ricardo", "test")
    with pytest.raises(UndoRefused):
        undoable.review_writer.undo("r1", "test", "ana", NOW)
    assert undoable.violations.of_creator("cr_ricardo") == ()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE reviews SET undone_at = NULL", "the log says that it was undone"),
        ("DELETE FROM audit_log WHERE action = 'review.undo'", "the log says that it was not undone"),
    ],
)
def test_undo_written_around_clausewise_is_named(
    store: DecisionStore, case: Case, decide: Decide, statement: str, problem: str
) -> None:
    undoable = replace(store, undo_time=10 * SECOND)
    undoable.save(case, decide("d1", "HLT-2.1"), decided_by="test")
    undoable.review(review("r1"), 0, "test")
    undoable.review_writer.undo("r1", "test", "ana", NOW)
    with undoable.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert [one for one in compare_with_log(undoable.database).problems if problem in one]
