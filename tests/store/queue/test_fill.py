"""What was stored without a router gets its jobs later, once."""

from collections.abc import Callable
from dataclasses import replace

from domain.appeal import Appeal, AppealStatus
from domain.case import Case
from domain.decision import Decision
from domain.job import JobKind
from domain.message import Notification
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.queue.fill import QueueFiller
from tests.store.fake_notifier import FakeNotifier
from tests.store.queue.conftest import ANA, NOW, review_of
from tests.store.queue.fake_router import FakeRouter


class HoldingNotifier(FakeNotifier):
    def for_decision(self, case: Case, decision: Decision) -> Notification | None:
        found = super().for_decision(case, decision)
        return found.model_copy(update={"held": True}) if found and found.clauses else None


def test_every_decision_that_waits_gets_one_job(
    any_store: DecisionStore, case: Case, decide: Callable[..., Decision]
) -> None:
    store = replace(any_store, notifier=HoldingNotifier())
    for name in ("open", "reviewed"):
        store.save(case, decide(name, outcome=Outcome.NEEDS_REVIEW))
    store.save(case, decide("held", "HLT-2.1"))
    store.save(case, decide("settled", outcome=Outcome.NO_VIOLATION))
    store.review(review_of("reviewed", ANA), 0, "test")
    with store.database.write_transaction() as session:
        made = Appeal(
            appeal_id="app_1", decision_id="settled", statement="Why?", status=AppealStatus.OPEN, created_at=NOW
        )
        store.appeals.create(session, made)
    store.appeals.record_second_decision("app_1", None)
    filler = QueueFiller(store.database, FakeRouter(), None)
    created = filler.fill("test", NOW)
    jobs = {name: store.queue.jobs.of_decision(name) for name in ("open", "reviewed", "held", "settled")}
    kinds = {name: [job.kind for job in found] for name, found in jobs.items()}
    assert kinds["open"] == [JobKind.NEEDS_REVIEW]
    assert kinds["reviewed"] == []
    assert kinds["held"] == [JobKind.HELD_LETTER]
    assert kinds["settled"] == [JobKind.APPEAL]
    assert jobs["settled"][0].appeal_id == "app_1"
    assert (created, filler.fill("test", NOW)) == (3, 0)
