"""Jobs: decisions that wait for a person, each in one queue."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.base import FrozenModel
from domain.case import CleanText

MAX_NOTE_CHARS = 5_000  # of a comment or of the reason of a skip, as of the reason of a review

QueueName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,49}$")]
Note = Annotated[CleanText, Field(min_length=1, max_length=MAX_NOTE_CHARS)]


class JobKind(StrEnum):
    """Why a person is asked. `needs_review`: the verdict is open. `held_letter`: the letter waits for a person.
    `sample`: a settled decision, drawn to measure quality. `second_review`: a reviewed decision, drawn for a second
    person who does not see the first answer. `contested_link`: the creator says that the account is linked with another
    by mistake. `linked_accounts`: accounts seem to act together; a person alone decides. `strategy_hit`: a strategy
    asks a person to look."""

    NEEDS_REVIEW = "needs_review"
    HELD_LETTER = "held_letter"
    APPEAL = "appeal"
    SAMPLE = "sample"
    SECOND_REVIEW = "second_review"
    ESCALATION = "escalation"
    CONTESTED_LINK = "contested_link"
    LINKED_ACCOUNTS = "linked_accounts"
    STRATEGY_HIT = "strategy_hit"


BLIND_KINDS = frozenset({JobKind.SECOND_REVIEW})
"""The person must not see how others answered, and must not have answered themselves. So it is with a job about a case
of the golden set, which has the kind of a real job, so that nobody can tell."""


class JobState(StrEnum):
    """`done`: reviewed, or handed on by an escalation. `cancelled`: nothing was left to do, or the case was erased."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class JobEventKind(StrEnum):
    CREATED = "created"
    CLAIMED = "claimed"
    RELEASED = "released"
    SKIPPED = "skipped"
    COMMENTED = "commented"
    ESCALATED = "escalated"
    MOVED = "moved"
    ASSIGNED = "assigned"
    DONE = "done"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


class NewJob(FrozenModel):
    """A job to create. `priority`: higher first. `sla`: the time until it is overdue."""

    kind: JobKind
    queue: QueueName
    priority: int
    sla: timedelta


class Job(FrozenModel):
    """One decision in one queue; times are UTC. `claimed_by` has it until `lease_until`; after that time anybody may
    claim it. `assigned_to`: the only person who gets it as the next job. `group_id`: equal for jobs about copies of one
    text. `appeal_id`: the appeal that its review closes. `review_id`: the review that finished it.
    """

    job_id: str
    decision_id: str
    kind: JobKind
    queue: str
    priority: int
    state: JobState
    created_at: datetime
    due_at: datetime
    claimed_by: str | None = None
    lease_until: datetime | None = None
    assigned_to: str | None = None
    group_id: str | None = None
    appeal_id: str | None = None
    review_id: str | None = None
    finished_at: datetime | None = None

    def holder(self, now: datetime) -> str | None:
        """The person whose lease has not ended."""
        return self.claimed_by if self.lease_until is not None and self.lease_until > now else None


class JobEvent(FrozenModel):
    """What a person or the service did with a job. `person` is empty for the service. `text` is what a person wrote.
    `before` and `after` are ids or names, such as those of two queues."""

    number: int
    job_id: str
    kind: JobEventKind
    at: datetime
    person: str
    text: str = ""
    before: str = ""
    after: str = ""


class QueueCounts(FrozenModel):
    """The open jobs of a queue. `oldest_at`: when the oldest of them was created; None without one."""

    queue: str
    open: int
    claimed: int
    overdue: int
    oldest_at: datetime | None
