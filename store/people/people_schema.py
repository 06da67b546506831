"""The tables of people: desk sessions, drafts and preferences. A person is named as in their reviews."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class DeskSessionRow(Base):
    """A sign-in; `digest` is the SHA-256 of its token, which is not stored. `subject` is the id of the key or of the
    person at the identity provider; `is_key` tells which."""

    __tablename__ = "desk_sessions"
    __table_args__ = (Index("ix_desk_sessions_expires", "expires_at"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    is_key: Mapped[bool]
    name: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class DraftRow(Base):
    """What a person typed about a decision and has not sent; `draft` is a ReviewDraft as JSON."""

    __tablename__ = "review_drafts"
    __table_args__ = (Index("ix_review_drafts_decision", "decision_id"),)

    person: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    draft: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class PreferencesRow(Base):
    """`preferences` is a Preferences as JSON."""

    __tablename__ = "preferences"

    person: Mapped[str] = mapped_column(primary_key=True)
    preferences: Mapped[dict[str, Any]]
