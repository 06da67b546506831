"""Who broke a clause again after the message about it, and who did not."""

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
from store.notifications import post
from store.recidivism import Recurrence, recurrence
from tests.store.recorder import Scribe

Decide = Callable[..., Decision]
TOLD = datetime(2026, 10, 1, 12, tzinfo=UTC)
NOW = TOLD + timedelta(days=31)


def broke(store: DecisionStore, case: Case, decision: Decision, creator: str, day: datetime) -> None:
    trace = decision.trace.model_copy(update={"as_of": day.date()})
    store.save(case.model_copy(update={"creator_id": creator}), decision.model_copy(update={"trace": trace}))


def told(store: DecisionStore, decision_id: str, creator: str, *clauses: str) -> None:
    message = EducationMessage(locale="en", subject="s", body="b")
    with store.database.transaction() as session:
        post(session, decision_id, Notification(creator_id=creator, message=message, clauses=clauses, held=False), TOLD)
    posted = store.outbox.get(f"msg_{decision_id}")
    assert posted
    store.outbox.delivered([posted], TOLD)


@pytest.mark.parametrize(
    ("days_after", "creator", "clause", "again"),
    [
        (1, "cr_a", "HLT-2.1", 1),
        (30, "cr_a", "HLT-2.1", 1),
        (31, "cr_a", "HLT-2.1", 0),
        (0, "cr_a", "HLT-2.1", 0),  # that post may have been up before the message
        (5, "cr_b", "HLT-2.1", 0),
        (5, "cr_a", "DSC-1.1", 0),
    ],
)
def test_a_breach_counts_where_it_is_the_same_creator_clause_and_time(
    store: DecisionStore, case: Case, decide: Decide, days_after: int, creator: str, clause: str, again: int
) -> None:
    broke(store, case, decide("d1", "HLT-2.1"), "cr_a", TOLD)
    told(store, "d1", "cr_a", "HLT-2.1")
    broke(store, case, decide("d2", clause), creator, TOLD + timedelta(days=days_after))
    assert recurrence(store.database, 30, NOW) == (Recurrence("HLT-2.1", 1, again),)


def test_what_was_told_lately_cannot_be_judged_yet(store: DecisionStore, case: Case, decide: Decide) -> None:
    broke(store, case, decide("d1", "HLT-2.1"), "cr_a", TOLD)
    told(store, "d1", "cr_a", "HLT-2.1")
    assert recurrence(store.database, 30, TOLD + timedelta(days=29)) == ()


def test_of_the_messages_about_a_decision_the_last_counts(store: DecisionStore, case: Case, decide: Decide) -> None:
    posted = replace(store, postman=Scribe())
    posted.save(case, decide("d1", "HLT-2.1"))
    posted.outbox.delivered(posted.outbox.due(TOLD + timedelta(days=99), 9), TOLD)
    assert recurrence(store.database, 30, NOW) == (Recurrence("HLT-2.1", 1, 0),)
    amended = Review(
        review_id="r1",
        decision_id="d1",
        action=ReviewAction.AMEND,
        outcome=Outcome.VIOLATION,
        violated=("DSC-1.1",),
        reason="I read it.",
        reviewer="ana",
        reviewed_at=TOLD,
    )
    posted.review(amended, None, "test")
    assert recurrence(store.database, 30, NOW) == (Recurrence("HLT-2.1", 1, 0),)
    posted.outbox.delivered(posted.outbox.due(TOLD + timedelta(days=99), 9), TOLD)
    assert recurrence(store.database, 30, NOW) == (Recurrence("DSC-1.1", 1, 0),)
