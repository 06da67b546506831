"""The tables of the golden set: its cases, and the jobs that ask for an answer to one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class GoldenCaseRow(Base):
    """A decision with its right answer; `removed_at` None: it is in the set."""

    __tablename__ = "golden_cases"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    outcome: Mapped[str]
    violated: Mapped[list[str]]
    reason: Mapped[str]
    source: Mapped[str]
    queue: Mapped[str]
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    removed_by: Mapped[str | None]
    removed_at: Mapped[datetime | None]


class GoldenJobRow(Base):
    """A job about a golden case, which looks like any other, and its answer. It outlives the job, which is pruned."""

    __tablename__ = "golden_jobs"
    __table_args__ = (
        Index("ix_golden_jobs_decision", "decision_id", "reviewer"),
        Index("ix_golden_jobs_review", "review_id"),
    )

    job_id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    review_id: Mapped[str | None]
    reviewer: Mapped[str | None]
    action: Mapped[str | None]
    outcome: Mapped[str | None]
    violated: Mapped[list[str] | None]
    reason: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
