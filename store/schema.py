"""The tables: decisions with what they are looked up by, reviews, the ledger of violations, and what is under way."""

from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, Table, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

VERSION = 4


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept in UTC and given back in UTC: SQLite forgets the zone, PostgreSQL gives its session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON, str: Text}


def table(row: type[Base]) -> Table:
    """For statements that are made once and carried out often, past the session's unit of work."""
    return cast("Table", row.__table__)


class VersionRow(Base):
    """One row: the version of these tables that the database holds."""

    __tablename__ = "store_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


class DecisionClauseRow(Base):
    """A clause that a decision found violated."""

    __tablename__ = "violated_clauses"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    clause_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class DecisionRow(Base):
    """`case` and `decision` are the whole values as pydantic writes them to JSON; the other columns repeat what
    decisions are listed and looked up by."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("ix_decisions_newest", "decided_at", "decision_id"),
        Index("ix_decisions_creator", "creator_id", "decided_at", "decision_id"),
        Index("ix_decisions_outcome", "outcome", "decided_at", "decision_id"),
    )

    decision_id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str]
    creator_id: Mapped[str | None]
    decided_at: Mapped[datetime]
    outcome: Mapped[str]
    confidence: Mapped[float]
    summary: Mapped[str]
    violated: Mapped[list[DecisionClauseRow]] = relationship(lazy="selectin", order_by=DecisionClauseRow.clause_id)
    case: Mapped[dict[str, Any]] = mapped_column(deferred=True, deferred_group="payload")
    decision: Mapped[dict[str, Any]] = mapped_column(deferred=True, deferred_group="payload")


class PendingRow(Base):
    """A case whose decision has begun and is not kept yet, and the process at work on it."""

    __tablename__ = "pending"

    decision_id: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    host: Mapped[str]
    pid: Mapped[int]
    life: Mapped[str]
    case: Mapped[dict[str, Any]]
    asked: Mapped[dict[str, Any]]


class ReviewRow(Base):
    """A person's review; `number` is its place among all, and the last of a decision is the one that holds."""

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_decision", "decision_id", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[str] = mapped_column(unique=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    action: Mapped[str]
    outcome: Mapped[str]
    violated: Mapped[list[str]]
    reason: Mapped[str]
    reviewer: Mapped[str]
    reviewed_at: Mapped[datetime]


class ViolationRow(Base):
    """A clause that a creator was found to break on a day; it no longer stands once a review took it back."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_creator", "creator_id", "day"),)

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    clause_id: Mapped[str] = mapped_column(primary_key=True)
    creator_id: Mapped[str]
    day: Mapped[date]
    active: Mapped[bool]
