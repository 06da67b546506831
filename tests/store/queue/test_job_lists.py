"""Jobs are listed in the order of the queue, page by page, and counted for each queue."""

from datetime import timedelta

from domain.job import JobKind, JobState
from store.decisions import DecisionStore
from store.queue.job_lists import JobFilter
from tests.store.queue.conftest import ANA, LEASE, NOW, Save, review_of


def listed(store: DecisionStore, **wanted: object) -> list[str]:
    found = store.queue.jobs.list(JobFilter(now=NOW, **wanted))  # type: ignore[arg-type]
    return [job.decision_id for job in found]


def test_jobs_are_filtered(queue_store: DecisionStore, save: Save) -> None:
    jobs = [save(f"d{hour}", hour=hour) for hour in (1, 2, 3)]
    queue_store.queue.claims.claim(jobs[0].job_id, ANA, LEASE, NOW)
    queue_store.queue.actions.move(jobs[1].job_id, ANA, "health", 60, NOW)
    queue_store.review(review_of("d3", ANA), 0, ANA.key_id)
    assert listed(queue_store) == ["d2", "d1"]
    assert listed(queue_store, queue="health") == ["d2"]
    assert listed(queue_store, kind=JobKind.APPEAL) == []
    assert listed(queue_store, state=JobState.DONE) == ["d3"]
    assert listed(queue_store, state=None) == ["d2", "d1", "d3"]
    assert listed(queue_store, claimed_by="ana") == ["d1"]
    assert listed(queue_store, free=True) == ["d2"]
    assert listed(queue_store, free=False) == ["d1"]
    assert listed(queue_store, overdue=True) == ["d2", "d1"]
    assert listed(queue_store, overdue=False) == []
    assert listed(queue_store, decision_id="d1") == ["d1"]
    later = JobFilter(now=NOW + LEASE, claimed_by="ana")
    assert queue_store.queue.jobs.list(later) == ()


def test_pages_join_without_gap(queue_store: DecisionStore, save: Save) -> None:
    for number in range(5):
        job = save(f"d{number}", hour=number % 2)
        queue_store.queue.actions.move(job.job_id, ANA, "default", number // 2, NOW)
    whole = queue_store.queue.jobs.list(JobFilter(now=NOW))
    pages, cursor = list[str](), None
    while page := queue_store.queue.jobs.list(JobFilter(now=NOW), limit=2, cursor=cursor):
        pages += [job.job_id for job in page]
        cursor = (page[-1].priority, page[-1].due_at, page[-1].created_at, page[-1].job_id)
    assert pages == [job.job_id for job in whole]
    assert [job.priority for job in whole] == [2, 1, 1, 0, 0]


def test_queues_are_counted(queue_store: DecisionStore, save: Save) -> None:
    first, second = save("d1", hour=1), save("d2", hour=2)
    queue_store.queue.claims.claim(second.job_id, ANA, LEASE, NOW)
    (counts,) = queue_store.queue.jobs.counts(first.due_at + timedelta(seconds=1))
    assert (counts.queue, counts.open, counts.claimed, counts.overdue) == ("default", 2, 1, 1)
    assert counts.oldest_at == first.created_at
