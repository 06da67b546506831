"""The tables of the service: API keys, audit log, idempotency keys, outbox, batches, appeals and cached answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class ApiKeyRow(Base):
    """An API key; `digest` is the SHA-256 of the secret, which is not stored."""

    __tablename__ = "api_keys"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditRow(Base):
    """One write, without content: `digest` is the SHA-256 of this entry and of `previous_digest`."""

    __tablename__ = "audit_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    previous_digest: Mapped[str]
    digest: Mapped[str]


class IdempotencyKeyRow(Base):
    """The first use of an idempotency key. `resource_id` is the id of the decision or batch, chosen before the work
    starts; `request_digest` is the SHA-256 of the request body."""

    __tablename__ = "idempotency_keys"

    caller_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    resource_id: Mapped[str]
    created_at: Mapped[datetime]


class MessageRow(Base):
    """A message to a creator; `message` is an EducationMessage as JSON. `corrects` is the id of the delivered message
    that it replaces."""

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
    """A batch; `total` is 0 until all its cases are stored."""

    __tablename__ = "batches"

    batch_id: Mapped[str] = mapped_column(primary_key=True)
    caller_id: Mapped[str]
    total: Mapped[int]
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class BatchItemRow(Base):
    """A case of a batch; `error` says why it could not be decided."""

    __tablename__ = "batch_items"
    __table_args__ = (Index("ix_batch_items_open", "batch_id", "finished_at"),)

    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.batch_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case: Mapped[dict[str, Any]]
    decision_id: Mapped[str]
    error: Mapped[str | None]
    finished_at: Mapped[datetime | None]


class AppealRow(Base):
    """An appeal; `second_decision` is a Decision as JSON."""

    __tablename__ = "appeals"
    __table_args__ = (Index("ix_appeals_decision", "decision_id"), Index("ix_appeals_status", "status"))

    appeal_id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    statement: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    second_decision: Mapped[dict[str, Any] | None]
    review_id: Mapped[str | None]


class CachedAnswerRow(Base):
    """What a language model answered to a question; `key` is the SHA-256 of the question. `content_digest` is that of
    the content and the facts of the case, by which an erasure finds it. `digest` is that of `key` and `answer`."""

    __tablename__ = "cached_answers"
    __table_args__ = (
        Index("ix_cached_answers_content", "content_digest"),
        Index("ix_cached_answers_newest", "created_at"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    content_digest: Mapped[str]
    answer: Mapped[str]
    digest: Mapped[str]
    created_at: Mapped[datetime]
