"""Which creators violate a clause again after the message about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case import Case
from domain.decision import Decision
from domain.education import EducationMessage
from domain.message import Notification
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.notifications import enqueue
from store.recidivism import Recidivism, recidivism
from tests.store.fake_notifier import FakeNotifier

Decide = Callable[..., Decision]
NOTIFIED_AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
NOW = NOTIFIED_AT + timedelta(days=31)


def add_violation(store: DecisionStore, case: Case, decision: Decision, creator: str, day: datetime) -> None:
    trace = decision.trace.model_copy(update={"as_of": day.date()})
    store.save(case.model_copy(update={"creator_id": creator}), decision.model_copy(update={"trace": trace}))


def deliver_message(store: DecisionStore, decision_id: str, creator: str, *clauses: str) -> None:
    message = EducationMessage(locale="en", subject="s", body="b")
    with store.database.transaction() as session:
        enqueue(
            session,
            decision_id,
            Notification(creator_id=creator, message=message, clauses=clauses, held=False),
            NOTIFIED_AT,
        )
    message_sent = store.outbox.get(f"msg_{decision_id}")
    assert message_sent
    store.outbox.mark_delivered([message_sent], NOTIFIED_AT)


@pytest.mark.parametrize(
    ("days_after", "creator", "clause", "repeated"),
    [
        (1, "cr_a", "HLT-2.1", 1),
        (30, "cr_a", "HLT-2.1", 1),
        (31, "cr_a", "HLT-2.1", 0),
        (0, "cr_a", "HLT-2.1", 0),  # that content may have been posted before the message
        (5, "cr_b", "HLT-2.1", 0),
        (5, "cr_a", "DSC-1.1", 0),
    ],
)
def test_repeated_violation_counts_for_the_same_creator_clause_and_window(
    store: DecisionStore, case: Case, decide: Decide, days_after: int, creator: str, clause: str, repeated: int
) -> None:
    add_violation(store, case, decide("d1", "HLT-2.1"), "cr_a", NOTIFIED_AT)
    deliver_message(store, "d1", "cr_a", "HLT-2.1")
    add_violation(store, case, decide("d2", clause), creator, NOTIFIED_AT + timedelta(days=days_after))
    assert recidivism(store.database, 30, NOW) == (Recidivism("HLT-2.1", 1, repeated),)


def test_recent_message_does_not_count_yet(store: DecisionStore, case: Case, decide: Decide) -> None:
    add_violation(store, case, decide("d1", "HLT-2.1"), "cr_a", NOTIFIED_AT)
    deliver_message(store, "d1", "cr_a", "HLT-2.1")
    assert recidivism(store.database, 30, NOTIFIED_AT + timedelta(days=29)) == ()


def test_only_the_last_message_about_a_decision_counts(store: DecisionStore, case: Case, decide: Decide) -> None:
    notifying = replace(store, notifier=FakeNotifier())
    notifying.save(case, decide("d1", "HLT-2.1"))
    notifying.outbox.mark_delivered(notifying.outbox.due(NOTIFIED_AT + timedelta(days=99), 9), NOTIFIED_AT)
    assert recidivism(store.database, 30, NOW) == (Recidivism("HLT-2.1", 1, 0),)
    amended = Review(
        review_id="r1",
        decision_id="d1",
        action=ReviewAction.AMEND,
        outcome=Outcome.VIOLATION,
        violated=("DSC-1.1",),
        reason="I read it.",
        reviewer="ana",
        reviewed_at=NOTIFIED_AT,
    )
    notifying.review(amended, 0, "test")
    assert recidivism(store.database, 30, NOW) == (Recidivism("HLT-2.1", 1, 0),)
    notifying.outbox.mark_delivered(notifying.outbox.due(NOTIFIED_AT + timedelta(days=99), 9), NOTIFIED_AT)
    assert recidivism(store.database, 30, NOW) == (Recidivism("DSC-1.1", 1, 0),)
