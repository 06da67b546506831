"""The table of statements of reasons that were submitted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class StatementRow(Base):
    """A statement, from before it was first sent. `record` is what was sent, without personal data; `digest` is its
    SHA-256. `sending` rows belong to the process of `host`, `pid` and `instance_id` until `claimed_until`; after that,
    whether the receiver has them is not known. `errors` are those of the receiver, by field."""

    __tablename__ = "statements"
    __table_args__ = (Index("ix_statements_status", "status"), Index("ix_statements_decision", "decision_id"))

    puid: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"))
    status: Mapped[str]
    record: Mapped[dict[str, Any]]
    digest: Mapped[str]
    attempts: Mapped[int]
    errors: Mapped[dict[str, Any]]
    last_error: Mapped[str]
    receiver_id: Mapped[str]
    first_sent_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    host: Mapped[str]
    pid: Mapped[int]
    instance_id: Mapped[str]
    claimed_until: Mapped[datetime | None]
