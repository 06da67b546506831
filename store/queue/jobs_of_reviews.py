"""What a review does to the jobs of its decision: finishes them, creates those that follow, and how an undo takes it
back."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.job import JobKind, JobState, NewJob
from domain.review import Review, in_effect
from store.decision_rows import StoredDecision
from store.queue.jobs import JobRouter, JobWriter
from store.queue.queue_schema import JobRow
from store.reviews import read_state


@dataclass(frozen=True)
class JobChanges:
    """The ids of the jobs that a review has finished, and of those that it has created. `differs`: it is a blind second
    answer, and an escalation decides between it and the review in effect."""

    finished: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    differs: bool = False


def finish_jobs_of(
    writer: JobWriter, stored: StoredDecision, review: Review, router: JobRouter | None, *, informed: bool
) -> JobChanges:
    """After the review and the end of its appeal are stored: finishes the jobs of the decision, and creates those that
    follow, such as a second review. `informed`: the review answers an appeal."""
    decision_id = stored.decision.decision_id
    ended = writer.finish(decision_id, review, informed=informed)
    kinds = [JobKind(row.kind) for row in ended if row.state == JobState.DONE.value]
    following: Sequence[NewJob] = ()
    if router is not None:
        earlier = [one for one in read_state(writer.session, decision_id).reviews if one.review_id != review.review_id]
        following = router.for_review(stored.case, stored.decision, review, in_effect(earlier), kinds)
    created = writer.create(decision_id, following, cause=review.review_id)
    differs = JobKind.SECOND_REVIEW in kinds and any(job.kind is JobKind.ESCALATION for job in following)
    return JobChanges(tuple(row.job_id for row in ended), created, differs)


def undo_job_changes(writer: JobWriter, changes: JobChanges) -> None:
    """As they were before the review; claims have ended."""
    for job_id in changes.created:
        row = writer.session.get_one(JobRow, job_id)
        if row.state == JobState.OPEN.value:
            writer.end(row, JobState.CANCELLED, after="undone")
    for job_id in changes.finished:
        writer.reopen(job_id)
