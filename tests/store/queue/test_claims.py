"""A job belongs to one person until the lease ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Caller, Scope
from domain.job import JobKind
from store.decisions import DecisionStore
from store.errors import JobConflict, JobNotFound
from store.queue.claims import require_not_claimed
from store.queue.jobs import JobWriter
from tests.store.queue.conftest import ANA, BEN, LEASE, NOW, Save, review_of
from tests.store.queue.fake_router import FakeRouter, new_job

LATER = NOW + LEASE + timedelta(seconds=1)


def claimed(store: DecisionStore, by: object = ANA, **where: str) -> str | None:
    """The decision of the next job."""
    job = store.queue.claims.claim_next(by, LEASE, NOW, **where)  # type: ignore[arg-type]
    return job.decision_id if job else None


def add(store: DecisionStore, decision_id: str, *jobs: object) -> None:
    with store.database.write_transaction() as session:
        JobWriter(store.database, session, NOW).create(decision_id, jobs)  # type: ignore[arg-type]


def test_most_urgent_job_comes_first_then_the_one_that_is_due_first(queue_store: DecisionStore, save: Save) -> None:
    save("later", hour=3), save("sooner", hour=2)
    add(queue_store, "later", new_job(JobKind.APPEAL, priority=60, minutes=9))
    assert [claimed(queue_store) for _ in range(4)] == ["later", "sooner", "later", None]


def test_two_people_never_get_the_same_job(queue_store: DecisionStore, save: Save) -> None:
    save("d1", hour=1), save("d2", hour=2)
    assert [claimed(queue_store, ANA), claimed(queue_store, BEN), claimed(queue_store, ANA)] == ["d1", "d2", None]


def test_only_jobs_of_the_queue_are_claimed(queue_store: DecisionStore, save: Save) -> None:
    save("d1")
    add(queue_store, "d1", new_job(JobKind.APPEAL, "health"))
    assert [claimed(queue_store, queue="health"), claimed(queue_store, queue="health")] == ["d1", None]


def test_job_is_claimed_by_another_person_once_the_lease_has_ended(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    claims = queue_store.queue.claims
    assert claims.claim(job.job_id, ANA, LEASE, NOW).lease_until == NOW + LEASE
    with pytest.raises(JobConflict, match=r"ana has job_\w+ until 12:10 UTC: take the next job, or wait until then"):
        claims.claim(job.job_id, BEN, LEASE, NOW + LEASE - timedelta(seconds=1))
    taken = claims.claim_next(BEN, LEASE, LATER)
    assert taken is not None
    assert (taken.job_id, taken.claimed_by) == (job.job_id, "ben")
    with pytest.raises(JobConflict, match="ben has"):
        claims.renew(job.job_id, ANA, LEASE, LATER)


def test_lease_is_renewed_by_the_person_who_has_the_job(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    claims = queue_store.queue.claims
    claims.claim(job.job_id, ANA, LEASE, NOW)
    assert claims.renew(job.job_id, ANA, LEASE, LATER).lease_until == LATER + LEASE  # nobody else has claimed it
    assert claims.claim(job.job_id, ANA, LEASE, LATER + LEASE / 2).lease_until == LATER + 1.5 * LEASE
    assert claims.claim_next(BEN, LEASE, LATER + LEASE) is None
    assert [e.kind for e in queue_store.queue.jobs.events(job.job_id)] == ["created", "claimed"]


def test_job_that_nobody_claimed_is_not_renewed(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    with pytest.raises(JobConflict, match="you have not claimed"):
        queue_store.queue.claims.renew(job.job_id, ANA, LEASE, NOW)


def test_escalation_is_for_a_lead_or_the_person_to_whom_it_is_assigned(queue_store: DecisionStore, save: Save) -> None:
    job, lead = save("d1"), Caller(key_id="key_lena", name="lena", scopes=(Scope.LEAD,))
    queue, escalation = queue_store.queue, queue_store.queue.actions.escalate(job.job_id, ANA, "A minor?", NOW)
    assert queue.claims.claim_next(ANA, LEASE, NOW) is None  # not back to who passed it on
    with pytest.raises(JobConflict, match="is an escalation, which a lead decides"):
        queue.claims.claim(escalation.job_id, ANA, LEASE, NOW)
    taken = queue.claims.claim_next(lead, LEASE, NOW)
    assert taken is not None
    assert taken.job_id == escalation.job_id
    queue.actions.assign(escalation.job_id, lead, "ben", NOW)
    given = queue.claims.claim_next(BEN, LEASE, NOW)
    assert given is not None
    assert given.job_id == escalation.job_id


def test_released_job_waits_again(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    claims = queue_store.queue.claims
    claims.claim(job.job_id, ANA, LEASE, NOW)
    with pytest.raises(JobConflict, match="ana has"):
        claims.release(job.job_id, BEN, NOW)
    assert claims.release(job.job_id, ANA, NOW) == job
    assert claimed(queue_store, BEN) == "d1"


def test_person_who_reviewed_a_decision_gets_no_second_review_of_it(queue_store: DecisionStore, save: Save) -> None:
    save("d1")
    store = replace(queue_store, router=FakeRouter(second_reviews=True))
    store.review(review_of("d1", ANA), 0, ANA.key_id)
    second = store.queue.jobs.of_decision("d1")[1]
    assert claimed(store, ANA) is None
    with pytest.raises(JobConflict, match="you have reviewed d1"):
        store.queue.claims.claim(second.job_id, ANA, LEASE, NOW)
    assert claimed(store, BEN) == "d1"


def test_review_of_a_person_whose_lease_was_taken_is_refused(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    queue_store.queue.claims.claim(job.job_id, ANA, LEASE, NOW)
    queue_store.queue.claims.claim(job.job_id, BEN, LEASE, LATER)
    with queue_store.database.transaction() as session:
        require_not_claimed(session, "d1", BEN.name, LATER)
        with pytest.raises(JobConflict, match="ben has"):
            require_not_claimed(session, "d1", ANA.name, LATER)


def test_finished_and_unknown_jobs_are_not_claimed(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    queue_store.review(review_of("d1", ANA), 0, ANA.key_id)
    with pytest.raises(JobConflict, match=rf"{job.job_id} is done by review rev_d1_1: take the next job"):
        queue_store.queue.claims.claim(job.job_id, BEN, LEASE, NOW)
    with pytest.raises(JobNotFound, match="there is no job job_none"):
        queue_store.queue.claims.claim("job_none", BEN, LEASE, NOW)


def test_claims_are_entries_of_the_audit_log(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    queue_store.queue.claims.claim(job.job_id, ANA, LEASE, NOW)
    entry = [*queue_store.audit.entries()][-1]
    assert (entry.actor, entry.action, entry.subject, entry.after) == ("key_ana", "job.claim", job.job_id, "ana")
    assert queue_store.audit.verify().error is None
