"""The tables of decisions: decisions, cases in flight, reviews and the violation history."""

from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Table,
    Text,
    TypeDecorator,
    inspect,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

SCHEMA_VERSION = 16
ERASED = "erased"  # in place of what an erasure removed


class UtcDateTime(TypeDecorator[datetime]):
    """Stores and returns UTC: SQLite drops the time zone, PostgreSQL returns that of its session."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON, str: Text}


def table(row: type[Base]) -> Table:
    """The table itself, for statements that bypass the session's unit of work."""
    return cast("Table", row.__table__)


class VersionRow(Base):
    """One row: the schema version of the database."""

    __tablename__ = "store_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


def read_version(connection: Connection) -> int | None:
    """The schema version of the database; None if it is new or incomplete."""
    if not inspect(connection).has_table(VersionRow.__tablename__):
        return None
    number: int | None = connection.scalar(select(VersionRow.version).where(VersionRow.id == 1))
    return number


class ViolatedClauseRow(Base):
    """A clause that a decision found violated."""

    __tablename__ = "violated_clauses"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    clause_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class DecisionRow(Base):
    """`case` and `decision` are the complete JSON values; the other columns copy what lists show and filter by."""

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
    probability: Mapped[float | None]
    summary: Mapped[str]
    violated: Mapped[list[ViolatedClauseRow]] = relationship(lazy="selectin", order_by=ViolatedClauseRow.clause_id)
    case: Mapped[dict[str, Any]] = mapped_column(deferred=True, deferred_group="payload")
    decision: Mapped[dict[str, Any]] = mapped_column(deferred=True, deferred_group="payload")


class InFlightRow(Base):
    """A case that a process is deciding; `basis` is a DecisionBasis as JSON."""

    __tablename__ = "in_flight"

    decision_id: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    host: Mapped[str]
    pid: Mapped[int]
    instance_id: Mapped[str]
    case: Mapped[dict[str, Any]]
    basis: Mapped[dict[str, Any]]


class ReviewRow(Base):
    """A review; `number` orders all reviews. The last one of a decision that was not undone and does not differ, as a
    blind second answer, is in effect."""

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_decision", "decision_id", "number"), Index("ix_reviews_bulk", "bulk_id"))

    number: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[str] = mapped_column(unique=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    action: Mapped[str]
    outcome: Mapped[str]
    violated: Mapped[list[str]]
    reason: Mapped[str]
    reviewer: Mapped[str]
    reviewed_at: Mapped[datetime]
    bulk_id: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    differs: Mapped[bool]


class ReviewUndoRow(Base):
    """What an undo of a review restores, a StateBefore as JSON; deleted some time after `undo_until`."""

    __tablename__ = "review_undo"
    __table_args__ = (Index("ix_review_undo_decision", "decision_id"),)

    review_id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    undo_until: Mapped[datetime]
    before: Mapped[dict[str, Any]]


class ViolationRow(Base):
    """A violation in the history of a creator; `active` is false once a review overturned it."""

    __tablename__ = "violations"
    __table_args__ = (Index("ix_violations_creator", "creator_id", "day"),)

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    clause_id: Mapped[str] = mapped_column(primary_key=True)
    creator_id: Mapped[str]
    day: Mapped[date]
    active: Mapped[bool]
