"""Skipping, escalating, moving, assigning and commenting."""

import re
from datetime import timedelta

import pytest

from domain.job import JobKind, JobState
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.errors import CaseErased, JobConflict, JobNotFound
from tests.store.queue.conftest import ANA, BEN, LEAD, LEASE, NOW, Save, person, review_of


def next_decision(store: DecisionStore, by: object) -> str | None:
    job = store.queue.claims.claim_next(by, LEASE, NOW)  # type: ignore[arg-type]
    return job.decision_id if job else None


def test_skipped_job_is_left_to_the_others(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    queue_store.queue.claims.claim(job.job_id, ANA, LEASE, NOW)
    skipped = queue_store.queue.actions.skip(job.job_id, ANA, "I know her.", NOW)
    assert skipped == job
    assert next_decision(queue_store, ANA) is None
    assert queue_store.queue.claims.claim(job.job_id, ANA, LEASE, NOW).claimed_by == "ana"  # by its id
    queue_store.queue.claims.release(job.job_id, ANA, NOW)
    assert next_decision(queue_store, BEN) == "d1"
    event = next(e for e in queue_store.queue.jobs.events(job.job_id) if e.kind == "skipped")
    assert (event.person, event.text) == ("ana", "I know her.")


def test_escalation_replaces_the_job(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    escalation = queue_store.queue.actions.escalate(job.job_id, ANA, "A minor?", NOW)
    assert (escalation.kind, escalation.queue, escalation.priority) == (JobKind.ESCALATION, "leads", 90)
    ended = queue_store.queue.jobs.get(job.job_id)
    assert ended is not None
    assert (ended.state, ended.review_id) == (JobState.DONE, None)
    texts = [event.text for event in queue_store.queue.jobs.events(escalation.job_id)]
    assert texts == ["", "A minor?"]
    with pytest.raises(JobConflict, match="is an escalation: assign it"):
        queue_store.queue.actions.escalate(escalation.job_id, BEN, "Me neither.", NOW)
    with pytest.raises(JobConflict, match="d1 waits for a lead"):
        queue_store.review(review_of("d1", BEN), 0, BEN.key_id)
    queue_store.queue.claims.claim(escalation.job_id, LEAD, LEASE, NOW)
    queue_store.review(review_of("d1", LEAD), 0, LEAD.key_id)
    assert {one.state for one in queue_store.queue.jobs.of_decision("d1")} == {JobState.DONE}


def test_job_of_another_person_is_not_skipped_or_escalated(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    queue_store.queue.claims.claim(job.job_id, ANA, LEASE, NOW)
    actions = queue_store.queue.actions
    for act in (actions.skip, actions.escalate):
        with pytest.raises(JobConflict, match="ana has"):
            act(job.job_id, BEN, "No.", NOW)
    with pytest.raises(JobConflict, match="ana has"):
        actions.move(job.job_id, BEN, "health", None, NOW)


def test_moved_job_has_its_new_queue_and_priority(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    queue_store.queue.actions.move(job.job_id, ANA, "health", None, NOW)
    moved = queue_store.queue.actions.move(job.job_id, ANA, "health", 99, NOW)
    assert (moved.queue, moved.priority) == ("health", 99)
    (_, first, _) = queue_store.queue.jobs.events(job.job_id)
    assert (first.kind, first.before, first.after) == ("moved", "default", "health")


def test_assigned_job_is_the_next_one_of_that_person_only(queue_store: DecisionStore, save: Save) -> None:
    save("d1", hour=1)
    job = save("d2", hour=2)
    queue_store.queue.claims.claim(job.job_id, BEN, LEASE, NOW)
    assigned = queue_store.queue.actions.assign(job.job_id, person("lead"), "ana", NOW)
    assert (assigned.assigned_to, assigned.claimed_by) == ("ana", None)
    assert next_decision(queue_store, ANA) == "d2"
    assert [next_decision(queue_store, BEN), next_decision(queue_store, BEN)] == ["d1", None]
    assert queue_store.queue.actions.assign(job.job_id, person("lead"), None, NOW).claimed_by is None


def test_comment_is_possible_on_any_job_that_exists(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    queue_store.queue.claims.claim(job.job_id, ANA, LEASE, NOW)
    queue_store.queue.actions.comment(job.job_id, BEN, "Ask the legal team.", NOW + timedelta(minutes=1))
    event = queue_store.queue.jobs.events(job.job_id)[-1]
    assert (event.person, event.text, event.at) == ("ben", "Ask the legal team.", NOW + timedelta(minutes=1))
    entry = [*queue_store.audit.entries()][-1]
    assert (entry.action, entry.before) == ("job.comment", "")
    assert re.fullmatch("commented sha256:[0-9a-f]{64}", entry.after)  # no content
    with pytest.raises(JobNotFound):
        queue_store.queue.actions.comment("job_none", BEN, "Hm.", NOW)


def test_comment_on_an_erased_case_is_refused(queue_store: DecisionStore, save: Save) -> None:
    job = save("d1")
    stored = queue_store.get("d1")
    assert stored
    assert stored.case.creator_id
    Erasure(queue_store.database).erase_creator(stored.case.creator_id, "test")
    with pytest.raises(CaseErased, match="nothing was stored"):
        queue_store.queue.actions.comment(job.job_id, BEN, "He says that it cures.", NOW)
