"""The tables of the bank of confirmed violations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class BankEntryRow(Base):
    """A medium that violates a clause. A removed entry has no hashes; it stays, so that a later run of the filling does
    not add again what a person removed."""

    __tablename__ = "media_bank_entries"
    __table_args__ = (Index("ix_media_bank_entries_decision", "decision_id"),)

    entry_id: Mapped[str] = mapped_column(primary_key=True)
    clause_id: Mapped[str]
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decisions.decision_id"))
    media_id: Mapped[str]
    source: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    note: Mapped[str]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None]


class BankHashRow(Base):
    """A hash of an entry; of a video there are several with one name."""

    __tablename__ = "media_bank_hashes"

    entry_id: Mapped[str] = mapped_column(ForeignKey("media_bank_entries.entry_id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
