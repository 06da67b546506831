from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.case import Case
from domain.decision import Decision
from domain.message import MessageStatus
from domain.review import Review, ReviewAction
from domain.usage import Usage
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.figures import ClauseFigures, CostFigures, DayFigures, Figures, start_of
from tests.store.fake_notifier import FakeNotifier
from tests.store.queue.fake_router import FakeRouter

Decide = Callable[..., Decision]
DAY = date(2026, 11, 21)  # of the decisions that `decide` makes


def overturn(decision_id: str, review_id: str = "r1") -> Review:
    return Review(
        review_id=review_id,
        decision_id=decision_id,
        action=ReviewAction.OVERTURN,
        outcome=Outcome.NO_VIOLATION,
        reason="She warns of it.",
        reviewer="ana",
        reviewed_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


def on_day(decision: Decision, day: date) -> Decision:
    return decision.model_copy(update={"decided_at": start_of(day)})


def test_days_count_outcomes_and_reviews(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, decide("d1", "HLT-2.1"))
    any_store.save(case, decide("d2", "HLT-2.1"))
    any_store.save(case, on_day(decide("d3", outcome=Outcome.NEEDS_REVIEW), DAY + timedelta(days=1)))
    any_store.save(case, on_day(decide("d4"), DAY - timedelta(days=1)))
    any_store.review(overturn("d1"), 0, "test")
    none = dict.fromkeys(Outcome, 0)
    assert Figures(any_store.database).by_day(DAY, 3) == (
        DayFigures(DAY, {**none, Outcome.VIOLATION: 2}, 1),
        DayFigures(DAY + timedelta(days=1), {**none, Outcome.NEEDS_REVIEW: 1}, 0),
        DayFigures(DAY + timedelta(days=2), none, 0),
    )


def test_clause_is_overturned_if_it_is_no_longer_violated(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    for number, violated in enumerate((["A-1"], ["A-1", "B-1"], ["A-1"], ["A-1"])):
        any_store.save(case, decide(f"d{number}", *violated))
    any_store.review(overturn("d0"), 0, "test")
    kept = {"action": ReviewAction.AMEND, "outcome": Outcome.VIOLATION, "violated": ("B-1",)}
    any_store.review(overturn("d1", "r2").model_copy(update=kept), 0, "test")
    figures = Figures(any_store.database)
    assert figures.by_clause(DAY) == (ClauseFigures("A-1", 4, 2, 2), ClauseFigures("B-1", 1, 1, 0))
    assert figures.by_clause(DAY + timedelta(days=1)) == ()


def test_cost_of_the_decisions_that_asked_a_model(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    usages = (Usage(calls=1, cost=0.5), Usage(calls=2, cost=0.25), Usage(calls=1, cost=None), Usage(cost=0.0))
    for number, usage in enumerate(usages):
        decision = decide(f"d{number}", "HLT-2.1")
        trace = decision.trace.model_copy(update={"usage": usage, "judge": "rules+cascade"})
        any_store.save(case, decision.model_copy(update={"trace": trace}))
    any_store.save(case, decide("d9", "HLT-2.1"))
    figures = Figures(any_store.database)
    assert figures.cost(DAY, ("local",)) == CostFigures(4, 1, 0.75)
    assert figures.cost(DAY + timedelta(days=1), ("local",)) == CostFigures(0, 0, 0.0)


def test_letters_that_wait_and_those_that_were_sent(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    store = replace(any_store, notifier=FakeNotifier())
    for number in range(3):
        store.save(case, decide(f"d{number}", "HLT-2.1"))
    sent = store.outbox.list()[:1]
    store.outbox.mark_delivered(sent, datetime(2026, 11, 22, tzinfo=UTC))
    store.outbox.mark_dead(store.outbox.list(MessageStatus.READY)[:1], "no answer")
    figures = Figures(any_store.database)
    waiting = {MessageStatus.READY: 1, MessageStatus.DEAD: 1}
    assert figures.letters(start_of(DAY)) == {**waiting, MessageStatus.DELIVERED: 1}
    assert figures.letters(start_of(DAY + timedelta(days=1))) == waiting


def test_ages_of_the_open_jobs(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    store = replace(any_store, router=FakeRouter())
    for hour in (1, 9, 10):
        store.save(case, decide(f"d{hour}", outcome=Outcome.NEEDS_REVIEW, hour=hour))
    now = datetime(2026, 11, 21, 11, tzinfo=UTC)
    assert Figures(any_store.database).queue_ages(now, (timedelta(hours=1), timedelta(hours=4))) == (1, 1, 1)
