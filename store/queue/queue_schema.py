"""The tables of the review queue: jobs and their events."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base

IS_OPEN = text("state = 'open'")
IS_SKIP = text("kind = 'skipped'")
IS_LEASED = text("state = 'open' AND lease_until IS NOT NULL")  # else it might be used to find the free ones
ORDER = ("rank", "due_at", "created_at", "job_id")


def _open_only(name: str, *columns: str, unique: bool = False) -> Index:
    """An index of the open jobs: the finished ones, which are most, do not slow it down."""
    return Index(name, *columns, unique=unique, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


class JobRow(Base):
    """A job; `rank` is its priority below zero, so that one index gives the order: most urgent, due first, oldest."""

    __tablename__ = "jobs"
    __table_args__ = (
        _open_only("ix_jobs_open_kind", "decision_id", "kind", unique=True),
        _open_only("ix_jobs_next", *ORDER),
        _open_only("ix_jobs_next_of_queue", "queue", *ORDER),
        _open_only("ix_jobs_due", "queue", "due_at", "state"),
        _open_only("ix_jobs_created", "queue", "created_at", "state"),  # SQLite reads the row for a missing `state`
        Index("ix_jobs_leased", "lease_until", "queue", sqlite_where=IS_LEASED, postgresql_where=IS_LEASED),
        _open_only("ix_jobs_assigned", "assigned_to", *ORDER),
        Index("ix_jobs_group", "group_id"),
        Index("ix_jobs_decision", "decision_id"),
        Index("ix_jobs_review", "review_id"),
        Index("ix_jobs_finished", "finished_at"),
    )

    job_id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    kind: Mapped[str]
    queue: Mapped[str]
    rank: Mapped[int]
    state: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_by: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    assigned_to: Mapped[str | None]
    group_id: Mapped[str | None]
    appeal_id: Mapped[str | None]
    review_id: Mapped[str | None]
    finished_at: Mapped[datetime | None]


QUEUE_ORDER = tuple(getattr(JobRow, name) for name in ORDER)


class JobEventRow(Base):
    """An event of a job; `text` is what a person wrote and is erased with the creator."""

    __tablename__ = "job_events"
    __table_args__ = (
        Index("ix_job_events_job", "job_id", "number"),
        Index("ix_job_events_skips", "person", "job_id", sqlite_where=IS_SKIP, postgresql_where=IS_SKIP),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.job_id"))
    kind: Mapped[str]
    at: Mapped[datetime]
    person: Mapped[str]
    text: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
