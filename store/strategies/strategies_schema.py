"""The tables of labels and proposals of strategies."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class StrategyLabelRow(Base):
    """A label; there is one for each strategy, version and subject."""

    __tablename__ = "strategy_labels"
    __table_args__ = (Index("ix_strategy_labels_creator", "creator_id"), Index("ix_strategy_labels_post", "post_id"))

    label_id: Mapped[str] = mapped_column(primary_key=True)
    strategy: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    creator_id: Mapped[str]
    post_id: Mapped[str | None]
    day: Mapped[date]
    expires: Mapped[date]


class StrategyProposalRow(Base):
    """A proposal; `person`, `reason` and `closed_at` are of its answer."""

    __tablename__ = "strategy_proposals"
    __table_args__ = (
        Index("ix_strategy_proposals_state", "state", "created_at", "proposal_id"),
        Index("ix_strategy_proposals_creator", "creator_id"),
    )

    proposal_id: Mapped[str] = mapped_column(primary_key=True)
    strategy: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    owner: Mapped[str]
    creator_id: Mapped[str]
    post_id: Mapped[str | None]
    day: Mapped[date]
    created_at: Mapped[datetime]
    state: Mapped[str]
    person: Mapped[str | None]
    reason: Mapped[str]
    closed_at: Mapped[datetime | None]
