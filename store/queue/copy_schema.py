"""The tables of copies: which decisions are about the same text, and by what a near copy is found."""

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class CopyRow(Base):
    """A decision in a group; `digest` is that of its text and of all else that copies have in common."""

    __tablename__ = "copies"
    __table_args__ = (Index("ix_copies_digest", "digest"), Index("ix_copies_group", "group_id"))

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    group_id: Mapped[str]
    digest: Mapped[str]


class CopyBandRow(Base):
    """A part of the MinHash signature of the first decision of a group, as a number of 64 bits."""

    __tablename__ = "copy_bands"
    __table_args__ = (Index("ix_copy_bands_decision", "decision_id"),)

    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
