"""A store with a router on each kind of database, and decisions that wait for a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Caller, Scope
from domain.case import Case
from domain.decision import Decision
from domain.job import Job
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore
from tests.store.queue.fake_router import FakeRouter

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE = timedelta(minutes=10)
Save = Callable[..., Job]


def person(name: str, *scopes: Scope) -> Caller:
    return Caller(key_id=f"key_{name}", name=name, scopes=scopes or (Scope.REVIEW,))


ANA, BEN = person("ana"), person("ben")
LEAD = person("lena", Scope.REVIEW, Scope.LEAD)


def review_of(decision_id: str, by: Caller, number: int = 1, at: datetime = NOW) -> Review:
    return Review(
        review_id=f"rev_{decision_id}_{number}",
        decision_id=decision_id,
        action=ReviewAction.AMEND,
        outcome=Outcome.NO_VIOLATION,
        reason="I read it.",
        reviewer=by.name,
        reviewed_at=at,
    )


@pytest.fixture
def queue_store(any_store: DecisionStore) -> DecisionStore:
    return replace(any_store, router=FakeRouter())


@pytest.fixture
def save(queue_store: DecisionStore, case: Case, decide: Callable[..., Decision]) -> Save:
    """Saves a decision that needs review, decided at the hour, and returns its job."""

    def save_decision(decision_id: str, hour: int = 1, **fields: str) -> Job:
        decision = decide(decision_id, outcome=Outcome.NEEDS_REVIEW, hour=hour)
        queue_store.save(case.model_copy(update=fields), decision, decided_by="key_app")
        (job,) = queue_store.queue.jobs.of_decision(decision_id)
        return job

    return save_decision
