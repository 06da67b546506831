"""The tables of the service: keys, the audit chain, answered requests, the outbox, batches and appeals."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class KeyRow(Base):
    """An API key: its digest, never the key."""

    __tablename__ = "keys"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditRow(Base):
    """A write: who did what to which thing, as far as it holds no content; `digest` is of this line and `previous`."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    previous: Mapped[str]
    digest: Mapped[str]


class IdempotencyKeyRow(Base):
    """What an idempotency key was first used for; `decision_id`, of a batch its id, is chosen
    before the work is done."""

    __tablename__ = "requests"

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    decision_id: Mapped[str]
    created_at: Mapped[datetime]


class MessageRow(Base):
    """A message to a creator on its way; `message` is an EducationMessage as JSON, emptied once it was erased.
    `corrects` is the id of the one about the same decision that was delivered before it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_status", "status", "not_before"),
        Index("ix_outbox_creator", "creator_id", "created_at"),
        Index("ix_outbox_decision", "decision_id"),
    )

    message_id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    corrects: Mapped[str | None]
    creator_id: Mapped[str]
    outcome: Mapped[str]
    clauses: Mapped[list[str]]
    message: Mapped[dict[str, Any]]
    status: Mapped[str]
    not_before: Mapped[datetime]
    attempts: Mapped[int]
    last_error: Mapped[str]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


class BatchRow(Base):
    """`total` is 0 until all of it is there."""

    __tablename__ = "batches"

    batch_id: Mapped[str] = mapped_column(primary_key=True)
    caller: Mapped[str]
    total: Mapped[int]
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class BatchItemRow(Base):
    """A case of a batch; `error` says why it could not be decided."""

    __tablename__ = "batch_items"
    __table_args__ = (Index("ix_batch_items_open", "batch_id", "done_at"),)

    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.batch_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case: Mapped[dict[str, Any]]
    decision_id: Mapped[str]
    error: Mapped[str | None]
    done_at: Mapped[datetime | None]


class AppealRow(Base):
    """A creator's appeal; `second` is the decision that was made with fresh eyes, as JSON."""

    __tablename__ = "appeals"
    __table_args__ = (Index("ix_appeals_decision", "decision_id"), Index("ix_appeals_status", "status"))

    appeal_id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    statement: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    second_decision: Mapped[dict[str, Any] | None]
    review_id: Mapped[str | None]


TABLES = Base.metadata  # with those of store/schema.py
