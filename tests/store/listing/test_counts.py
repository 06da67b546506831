"""The stored counts and lists equal those that are worked out anew, whatever happened before, on each database."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from domain.access import Caller, Scope
from domain.case import Case
from domain.decision import Decision
from domain.job import QueueCounts
from domain.review import Review, ReviewAction
from domain.usage import Usage
from domain.verdict import Outcome
from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.errors import StoreError
from store.listing.check import list_problems
from store.listing.rebuild import rebuild_listing
from store.pruning import Pruning
from tests.store.fake_notifier import FakeNotifier
from tests.store.queue.fake_router import FakeRouter

Decide = Callable[..., Decision]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECOND, LEASE = timedelta(seconds=1), timedelta(minutes=10)
EXAMPLES = count()
PEOPLE = [
    Caller(key_id=f"key_{name}", name=name, scopes=(Scope.REVIEW, Scope.LEAD)[: 2 - n % 2])
    for n, name in enumerate(("ana", "ben", "lena", "olga"))
]
VERDICTS = [("HLT-2.1",), ("HLT-2.1", "LIV-1.1"), (), None]
STEPS = st.tuples(
    st.sampled_from(["save", "review", "second", "undo", "escalate", "move", "erase", "prune"]),
    st.integers(0, 5),  # which decision or person, of those that there are
    st.sampled_from(VERDICTS[:3]),
)


@pytest.fixture
def busy(any_store: DecisionStore) -> DecisionStore:
    router = FakeRouter(second_reviews=True)
    return replace(any_store, router=router, notifier=FakeNotifier(), undo_time=10 * SECOND)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(steps=st.lists(STEPS, max_size=12))
def test_counts_and_lists_follow_every_change(
    busy: DecisionStore, case: Case, decide: Decide, steps: list[tuple[str, int, tuple[str, ...]]]
) -> None:
    example = f"e{next(EXAMPLES)}"
    made = [save(busy, case, decide, example, 0, VERDICTS[0])]
    for number, (step, which, violated) in enumerate(steps, start=1):
        at, decision_id, person = NOW + number * SECOND, made[which % len(made)], PEOPLE[which % len(PEOPLE)]
        if step == "save":
            made.append(save(busy, case, decide, example, number, VERDICTS[which % len(VERDICTS)]))
            continue
        with suppress(StoreError):  # refused, as it may be
            run(busy, step, decision_id, person, violated, at)
    with busy.database.snapshot() as connection:
        assert list(list_problems(connection)) == []


def save(
    store: DecisionStore, case: Case, decide: Decide, example: str, number: int, violated: tuple[str, ...] | None
) -> str:
    """`violated` None: the verdict is open."""
    decision_id = f"{example}_{number}"
    outcome = Outcome.NEEDS_REVIEW if violated is None else Outcome.VIOLATION if violated else Outcome.NO_VIOLATION
    decision = decide(decision_id, *(violated or ()), outcome=outcome, hour=number)
    usage = Usage(calls=number % 3, cost=None if number % 3 == 1 else 0.1 * number)
    trace = decision.trace.model_copy(update={"usage": usage, "judge": f"judge{number % 2}"})
    own = case.model_copy(update={"creator_id": f"cr_{decision_id}"})
    store.save(own, decision.model_copy(update={"trace": trace}), decided_by="test")
    return decision_id


def run(
    store: DecisionStore, step: str, decision_id: str, person: Caller, violated: tuple[str, ...], at: datetime
) -> None:
    if step in ("review", "second"):
        if step == "second":
            for_each_job(store, decision_id, lambda job_id: store.queue.claims.claim(job_id, person, LEASE, at))
        store.review(review(decision_id, person, violated, at), store.reviews.state(decision_id).version, "test")
    elif step == "escalate":
        escalate = store.queue.actions.escalate
        for_each_job(store, decision_id, lambda job_id: escalate(job_id, person, "Please look.", at))
    elif step == "move":
        move = store.queue.actions.move
        for_each_job(store, decision_id, lambda job_id: move(job_id, person, f"queue_{person.name}", None, at))
    else:
        clean(store, step, decision_id, at)


def clean(store: DecisionStore, step: str, decision_id: str, at: datetime) -> None:
    if step == "undo":
        for made in store.reviews.of_decision(decision_id)[-1:]:
            store.review_writer.undo(made.review_id, "test", None, at)
    elif step == "erase":
        Erasure(store.database).erase_creator(f"cr_{decision_id}", "test")
    else:
        Pruning(store.database).prune(at, "test")


def for_each_job(store: DecisionStore, decision_id: str, act: Callable[[str], object]) -> None:
    """For each that is open."""
    for job in store.queue.jobs.of_decision(decision_id):
        if job.state == "open":
            act(job.job_id)


def review(decision_id: str, by: Caller, violated: tuple[str, ...], at: datetime) -> Review:
    return Review(
        review_id=f"r_{decision_id}_{at:%H%M%S}",
        decision_id=decision_id,
        action=ReviewAction.AMEND,
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="I read it.",
        reviewer=by.name,
        reviewed_at=at,
    )


def test_queues_are_counted(busy: DecisionStore, case: Case, decide: Decide) -> None:
    for number in range(3):
        save(busy, case, decide, "q", number, None)
    oldest = min(job.created_at for number in range(3) for job in busy.queue.jobs.of_decision(f"q_{number}"))
    (counts,) = busy.queue.jobs.counts(oldest + timedelta(hours=2))  # each is due after one
    assert counts == QueueCounts(queue="default", open=3, claimed=0, overdue=1, oldest_at=oldest)
    (job,) = busy.queue.jobs.of_decision("q_0")
    busy.queue.actions.move(job.job_id, PEOPLE[0], "other", None, NOW)
    assert [(one.queue, one.open) for one in busy.queue.jobs.counts(NOW)] == [("default", 2), ("other", 1)]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE decision_states SET outcome = 'no_violation'", "decision d1 is listed with a wrong outcome:"),
        ("UPDATE decision_states SET market = 'DE', judge = 'x'", "decision d1 is listed with a wrong market, judge:"),
        ("DELETE FROM current_violations", "decision d1 is listed with a wrong violated:"),
        ("INSERT INTO candidate_clauses VALUES ('DSC-1.1', 1)", "decision d1 is listed with a wrong candidates:"),
        ("DELETE FROM decision_states", "decision d1 is missing in the lists:"),
        ("UPDATE day_counts SET decided = 2", "the count of day_counts 2026-11-21, local, violation is wrong:"),
        ("DELETE FROM clause_counts", "the count of clause_counts 2026-11-21, HLT-2.1 is wrong:"),
        ("UPDATE queue_counts SET open = 9", "the count of queue_counts default is wrong:"),
    ],
)
def test_lists_that_were_changed_are_named_and_written_anew(
    busy: DecisionStore, case: Case, decide: Decide, statement: str, problem: str
) -> None:
    busy.save(case, decide("d1", "HLT-2.1"), decided_by="test")
    busy.review(review("d1", PEOPLE[0], ("HLT-2.1",), NOW), 0, "test")
    listed = busy.list(text="turmeric")
    with busy.database.engine.begin() as connection:
        connection.execute(text(statement))
    found = compare_with_log(busy.database).problems
    assert found[0].startswith(problem)
    assert found[0].endswith(": clausewise audit rebuild-lists writes the lists anew")
    with busy.database.engine.begin() as connection:
        rebuild_listing(connection)
    assert compare_with_log(busy.database).problems == ()
    assert busy.list(text="turmeric") == listed
