"""Delivered messages are stored as they were delivered; later reviews enqueue corrections."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case import Case
from domain.decision import Decision
from domain.message import Message
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.errors import MessageConflict
from store.schema import ERASED
from tests.store.fake_notifier import FakeNotifier

Decide = Callable[..., Decision]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIRST, SECOND, THIRD = "msg_d1", "msg_d1-2", "msg_d1-3"
MessageState = tuple[str, str, str, str | None]


@pytest.fixture
def notified(store: DecisionStore, case: Case, decide: Decide) -> DecisionStore:
    """A store with a decision whose message is ready."""
    notifying = replace(store, notifier=FakeNotifier())
    notifying.save(case, decide("d1", "HLT-2.1"))
    return notifying


def add_review(store: DecisionStore, *violated: str, minutes: int | None = None) -> None:
    """Reviews d1 `minutes` after NOW by the reviewer's clock; by default a minute after the previous review."""
    previous = store.reviews.of_decision("d1")
    new_review = Review(
        review_id=f"r{len(previous) + 1}",
        decision_id="d1",
        action=ReviewAction.AMEND,
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="I read it.",
        reviewer="ana",
        reviewed_at=NOW + timedelta(minutes=len(previous) if minutes is None else minutes),
    )
    store.review(new_review, store.reviews.state("d1").version, "test")


def ready(store: DecisionStore) -> tuple[Message, ...]:
    return store.outbox.due(NOW + timedelta(days=1), 10)


def deliver(store: DecisionStore) -> None:
    store.outbox.mark_delivered(ready(store), NOW)


def states(store: DecisionStore) -> list[MessageState]:
    return [(m.message_id, m.message.body, m.status, m.corrects) for m in store.outbox.list()]


def test_overturned_delivered_message_is_corrected(notified: DecisionStore) -> None:
    deliver(notified)
    add_review(notified)
    delivered = (FIRST, "HLT-2.1", "delivered", None)
    assert states(notified) == [delivered, (SECOND, "nothing", "ready", FIRST)]
    (correction,) = ready(notified)
    assert (correction.clauses, correction.outcome, correction.attempts) == ((), Outcome.NO_VIOLATION, 0)
    last = notified.outbox.current_message("d1")
    assert last == correction


def test_only_the_result_of_the_last_review_is_enqueued(notified: DecisionStore) -> None:
    deliver(notified)
    add_review(notified)
    add_review(notified, "DSC-1.1")
    assert states(notified)[1:] == [(SECOND, "DSC-1.1", "ready", FIRST)]
    add_review(notified, "HLT-2.1")  # what the creator knows already
    assert states(notified)[1:] == [(SECOND, "DSC-1.1", "superseded", FIRST)]
    assert ready(notified) == ()
    last = notified.outbox.current_message("d1")
    assert last
    assert last.message_id == FIRST
    add_review(notified)
    assert states(notified)[1:] == [(SECOND, "nothing", "ready", FIRST)]


def test_last_message_does_not_depend_on_clocks(notified: DecisionStore) -> None:
    deliver(notified)
    add_review(notified, "DSC-1.1", minutes=300)  # by a clock that is fast
    deliver(notified)
    add_review(notified, minutes=1)
    deliver(notified)
    add_review(notified, "DSC-1.1", minutes=2)
    (last,) = ready(notified)
    assert (last.message_id, last.corrects, last.clauses) == ("msg_d1-4", THIRD, ("DSC-1.1",))
    assert notified.outbox.current_message("d1") == last


def test_restored_violation_is_sent_again(notified: DecisionStore) -> None:
    deliver(notified)
    add_review(notified)
    deliver(notified)
    add_review(notified, "HLT-2.1")
    assert states(notified)[1:] == [(SECOND, "nothing", "delivered", FIRST), (THIRD, "HLT-2.1", "ready", SECOND)]
    add_review(notified)
    assert states(notified)[2:] == [(THIRD, "HLT-2.1", "superseded", SECOND)]


@pytest.mark.parametrize(("violated", "follows"), [((), "nothing"), (("DSC-1.1",), "DSC-1.1"), (("HLT-2.1",), None)])
def test_message_delivered_during_a_review_is_stored_as_delivered(
    notified: DecisionStore, violated: tuple[str, ...], follows: str | None
) -> None:
    read = ready(notified)
    add_review(notified, *violated)
    notified.outbox.mark_delivered(read, NOW)
    delivered = (FIRST, "HLT-2.1", "delivered", None)
    assert states(notified) == ([delivered, (SECOND, follows, "ready", FIRST)] if follows else [delivered])
    notified.outbox.mark_delivered(read, NOW + timedelta(hours=1))  # repeated, as after a crash
    (first, *_) = notified.outbox.list()
    assert first.delivered_at == NOW


def test_attempt_that_failed_during_a_review_does_not_change_the_message(notified: DecisionStore) -> None:
    read = ready(notified)
    add_review(notified, "DSC-1.1")
    notified.outbox.reschedule(read, NOW + timedelta(days=3), "no answer")
    notified.outbox.mark_dead(read, "no answer")
    (message,) = ready(notified)
    assert (message.message.body, message.attempts, message.last_error) == ("DSC-1.1", 0, "")


def test_message_delivered_during_an_erasure_stays_erased(notified: DecisionStore) -> None:
    read = ready(notified)
    add_review(notified)
    Erasure(notified.database).erase_creator("cr_ricardo", "test")
    notified.outbox.mark_delivered(read, NOW)
    (message,) = notified.outbox.list()
    assert (message.message_id, message.creator_id, message.status) == (FIRST, ERASED, "delivered")
    assert "HLT-2.1" not in message.message.body


def test_erasure_removes_the_text_of_every_message(notified: DecisionStore) -> None:
    deliver(notified)
    add_review(notified)
    Erasure(notified.database).erase_creator("cr_ricardo", "test")
    assert [(m.creator_id, m.status) for m in notified.outbox.list()] == [(ERASED, "delivered"), (ERASED, "superseded")]
    assert not {"HLT-2.1", "nothing"} & {m.message.body for m in notified.outbox.list()}
    assert ready(notified) == ()


def test_acknowledged_message_that_a_review_overturned_is_corrected(notified: DecisionStore) -> None:
    add_review(notified)
    notified.outbox.acknowledge(FIRST, "test", NOW)
    assert states(notified) == [(FIRST, "HLT-2.1", "delivered", None), (SECOND, "nothing", "ready", FIRST)]


def test_outdated_text_is_not_acknowledged(notified: DecisionStore) -> None:
    (read,) = ready(notified)
    add_review(notified, "DSC-1.1")
    with pytest.raises(MessageConflict, match="a review has changed message msg_d1: fetch it again"):
        notified.outbox.acknowledge(FIRST, "test", NOW, read.created_at)
    assert states(notified) == [(FIRST, "DSC-1.1", "ready", None)]
    (current,) = ready(notified)
    notified.outbox.acknowledge(FIRST, "test", NOW, current.created_at)
    assert states(notified) == [(FIRST, "DSC-1.1", "delivered", None)]


def test_deliveries_and_dead_messages_are_in_the_audit_log(notified: DecisionStore) -> None:
    read = ready(notified)
    notified.outbox.reschedule(read, NOW, "no answer")
    notified.outbox.mark_dead(read, "no answer")
    notified.outbox.redrive(FIRST, "key_1", NOW)
    notified.outbox.mark_dead(read, "no answer")
    notified.outbox.mark_dead(read, "no answer")  # changes nothing
    notified.outbox.mark_delivered(read, NOW)
    notified.outbox.mark_delivered(read, NOW)
    entries = [(e.actor, e.action, e.subject, e.before, e.after) for e in notified.audit.entries()]
    assert entries == [
        ("delivery", "message.dead", FIRST, "ready", "dead"),
        ("key_1", "message.redrive", FIRST, "dead", "ready"),
        ("delivery", "message.dead", FIRST, "ready", "dead"),
        ("delivery", "message.deliver", FIRST, "dead", "delivered"),
    ]


def test_delivery_times_are_grouped_by_creator(notified: DecisionStore, case: Case, decide: Decide) -> None:
    notified.save(case, decide("d2", "HLT-2.1"))
    notified.save(case.model_copy(update={"creator_id": "cr_b"}), decide("d3", "HLT-2.1"))
    for hours, message in enumerate(ready(notified)):
        notified.outbox.mark_delivered([message], NOW + timedelta(hours=hours))
    times = notified.outbox.delivery_times({"cr_ricardo", "cr_b", "cr_none"}, NOW + timedelta(hours=1))
    assert times == {"cr_ricardo": [NOW + timedelta(hours=1)], "cr_b": [NOW + timedelta(hours=2)]}
