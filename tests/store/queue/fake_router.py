"""A router that makes a job of every decision that is open or whose letter waits, in the queue `default`."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from domain.case import Case
from domain.decision import Decision
from domain.job import Job, JobKind, NewJob
from domain.review import Review
from domain.verdict import Outcome


def new_job(kind: JobKind, queue: str = "default", priority: int = 50, minutes: int = 60) -> NewJob:
    return NewJob(kind=kind, queue=queue, priority=priority, sla=timedelta(minutes=minutes))


class FakeRouter:
    """Every review gets a second one if `second_reviews`, and one that differs from the first an escalation."""

    def __init__(self, *, second_reviews: bool = False) -> None:
        self.second_reviews = second_reviews

    def for_decision(self, case: Case, decision: Decision, *, letter_held: bool) -> Sequence[NewJob]:
        if letter_held:
            return [new_job(JobKind.HELD_LETTER)]
        return [new_job(JobKind.NEEDS_REVIEW)] if decision.verdict.outcome is Outcome.NEEDS_REVIEW else []

    def for_appeal(self, case: Case, decision: Decision) -> NewJob:
        return new_job(JobKind.APPEAL, priority=70)

    def for_review(
        self, case: Case, decision: Decision, review: Review, previous: Review | None, finished: Collection[JobKind]
    ) -> Sequence[NewJob]:
        if JobKind.SECOND_REVIEW in finished and previous is not None:
            differs = (review.outcome, review.violated) != (previous.outcome, previous.violated)
            return [new_job(JobKind.ESCALATION, "leads", 90)] if differs else []
        wanted = self.second_reviews and JobKind.ESCALATION not in finished
        return [new_job(JobKind.SECOND_REVIEW, priority=20)] if wanted else []

    def for_escalation(self, case: Case, decision: Decision, job: Job) -> NewJob:
        return new_job(JobKind.ESCALATION, "leads", 90)

    def for_kind(self, kind: JobKind, case: Case, decision: Decision) -> NewJob:
        return new_job(kind)
