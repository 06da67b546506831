"""The tables by which lists of decisions are filtered and searched. They are small: a decision's own row is large."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.schema import Base

WORD_TYPE = Text().with_variant(Text(collation="C"), "postgresql")  # ordered by code point, as SQLite orders


class DecisionStateRow(Base):
    """The present state of a decision. `outcome` is that of the review in effect; without one, that of the decision.
    `language` is the declared one, or the one that was detected."""

    __tablename__ = "decision_states"
    __table_args__ = (
        Index("ix_decision_states_newest", "decided_at", "decision_id"),
        Index("ix_decision_states_creator", "creator_id", "decided_at", "decision_id"),
        Index("ix_decision_states_outcome", "outcome", "reviewed", "decided_at", "decision_id"),
        Index("ix_decision_states_case", "case_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(unique=True)
    decided_at: Mapped[datetime]
    case_id: Mapped[str]
    creator_id: Mapped[str | None]
    decided_outcome: Mapped[str]
    outcome: Mapped[str]
    reviewed: Mapped[bool]
    erased: Mapped[bool]
    market: Mapped[str | None]
    language: Mapped[str | None]
    judge: Mapped[str]
    violated: Mapped[list["CurrentViolationRow"]] = relationship(
        lazy="selectin",
        order_by="CurrentViolationRow.clause_id",
        primaryjoin="DecisionStateRow.number == foreign(CurrentViolationRow.number)",
        viewonly=True,
    )


class CurrentViolationRow(Base):
    """A clause that is violated by the current outcome; `number` is that of the decision's state."""

    __tablename__ = "current_violations"
    __table_args__ = (Index("ix_current_violations_number", "number"), {"sqlite_with_rowid": False})

    clause_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class CandidateClauseRow(Base):
    """A clause that an open verdict may violate, as decided; `number` is that of the decision's state."""

    __tablename__ = "candidate_clauses"
    __table_args__ = (Index("ix_candidate_clauses_number", "number"), {"sqlite_with_rowid": False})

    clause_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class SearchWordRow(Base):
    """A word of a decision's content; `number` is that of the decision's state."""

    __tablename__ = "search_words"
    __table_args__ = (Index("ix_search_words_number", "number"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(WORD_TYPE, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
