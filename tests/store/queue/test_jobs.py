"""Jobs follow from decisions, reviews, appeals and erasures, in the same transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.appeal import Appeal, AppealStatus
from domain.case import Case
from domain.decision import Decision
from domain.job import JobEventKind, JobKind, JobState
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.erasure import Erasure
from tests.store.queue.conftest import ANA, BEN, LEASE, NOW, Save, review_of
from tests.store.queue.fake_router import FakeRouter

Decide = Callable[..., Decision]


def test_open_decision_becomes_a_job_with_its_history_and_audit_entry(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    assert (job.kind, job.queue, job.priority, job.state) == (JobKind.NEEDS_REVIEW, "default", 50, JobState.OPEN)
    assert job.due_at - job.created_at == timedelta(minutes=60)
    (event,) = queue_store.queue.jobs.events(job.job_id)
    assert (event.kind, event.person, event.after) == (JobEventKind.CREATED, "", "default")
    actions = [(entry.actor, entry.action, entry.subject) for entry in queue_store.audit.entries()]
    assert actions == [("queue", "job.create", job.job_id), ("key_app", "decision.create", "d1")]


def test_settled_decision_becomes_no_job(queue_store: DecisionStore, case: Case, decide: Decide) -> None:
    queue_store.save(case, decide("d1", outcome=Outcome.NO_VIOLATION))
    assert queue_store.queue.jobs.of_decision("d1") == ()


def test_without_a_router_there_is_no_job(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, decide("d1", outcome=Outcome.NEEDS_REVIEW))
    assert any_store.queue.jobs.of_decision("d1") == ()


def test_review_finishes_the_job(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    queue_store.queue.claims.claim(job.job_id, ANA, LEASE, NOW)
    queue_store.review(review_of("d1", ANA), 0, ANA.key_id)
    (done,) = queue_store.queue.jobs.of_decision("d1")
    assert (done.state, done.review_id, done.finished_at) == (JobState.DONE, "rev_d1_1", NOW)
    assert (done.claimed_by, done.lease_until) == (None, None)
    assert [event.kind for event in queue_store.queue.jobs.events(job.job_id)] == ["created", "claimed", "done"]


def test_second_review_follows_a_review_once(queue_store: DecisionStore, save: Save) -> None:
    save("d1")
    store = replace(queue_store, router=FakeRouter(second_reviews=True))
    store.review(review_of("d1", ANA), 0, ANA.key_id)
    first, second = store.queue.jobs.of_decision("d1")
    assert (first.state, second.kind, second.state) == (JobState.DONE, JobKind.SECOND_REVIEW, JobState.OPEN)
    assert store.queue.jobs.events(second.job_id)[0].before == "rev_d1_1"
    store.queue.claims.claim(second.job_id, BEN, LEASE, NOW)
    store.review(review_of("d1", BEN, 2), 1, BEN.key_id)
    assert [job.state for job in store.queue.jobs.of_decision("d1")] == [JobState.DONE, JobState.DONE]


def test_answer_without_a_claim_is_no_second_review(queue_store: DecisionStore, save: Save) -> None:
    """It may follow the first one, so the decision is drawn again."""
    save("d1")
    store = replace(queue_store, router=FakeRouter(second_reviews=True))
    store.review(review_of("d1", ANA), 0, ANA.key_id)
    second = store.queue.jobs.of_decision("d1")[-1]
    store.review(review_of("d1", BEN, 2), 1, BEN.key_id)
    states = {job.job_id: job.state for job in store.queue.jobs.of_decision("d1")}
    assert states.pop(second.job_id) == JobState.CANCELLED
    assert sorted(states.values()) == [JobState.DONE, JobState.OPEN]


def appeal(store: DecisionStore) -> None:
    with store.database.write_transaction() as session:
        made = Appeal(appeal_id="app_1", decision_id="d1", statement="Why?", status=AppealStatus.OPEN, created_at=NOW)
        store.appeals.create(session, made)


def test_appeal_becomes_a_job_after_its_second_decision(queue_store: DecisionStore, save: Save) -> None:
    first = save("d1")
    appeal(queue_store)
    assert queue_store.queue.jobs.of_decision("d1") == (first,)
    queue_store.appeals.record_second_decision("app_1", None)
    queue_store.appeals.record_second_decision("app_1", None)  # as a step that runs twice
    jobs = {job.kind: job for job in queue_store.queue.jobs.of_decision("d1")}
    assert (len(jobs), jobs[JobKind.APPEAL].appeal_id, jobs[JobKind.APPEAL].priority) == (2, "app_1", 70)


def test_job_of_an_appeal_ends_when_the_appeal_is_closed(queue_store: DecisionStore, save: Save) -> None:
    save("d1")
    appeal(queue_store)
    queue_store.appeals.record_second_decision("app_1", None)
    queue_store.review(review_of("d1", ANA), 0, ANA.key_id)
    states = {job.kind: job.state for job in queue_store.queue.jobs.of_decision("d1")}
    assert states == {JobKind.NEEDS_REVIEW: JobState.DONE, JobKind.APPEAL: JobState.OPEN}
    queue_store.review(review_of("d1", BEN, 2), 1, BEN.key_id, "app_1")
    assert {job.state for job in queue_store.queue.jobs.of_decision("d1")} == {JobState.DONE}


def test_erasure_cancels_jobs_and_removes_what_people_wrote(queue_store: DecisionStore, save: Save) -> None:
    job, kept = save("d1"), save("d2", creator_id="cr_other")
    queue_store.queue.actions.comment(job.job_id, ANA, "She means her own tea.", NOW)
    queue_store.queue.actions.comment(kept.job_id, ANA, "Another post.", NOW)
    Erasure(queue_store.database).erase_creator("cr_ricardo", "test")
    (erased,) = queue_store.queue.jobs.of_decision("d1")
    assert erased.state is JobState.CANCELLED
    events = queue_store.queue.jobs.events(job.job_id)
    assert [(event.kind, event.text) for event in events] == [
        ("created", ""),
        ("commented", "erased"),
        ("cancelled", ""),
    ]
    assert queue_store.queue.jobs.get(kept.job_id) == kept
    assert queue_store.queue.jobs.events(kept.job_id)[1].text == "Another post."
