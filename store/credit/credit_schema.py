"""The tables of credit and training: the lines of the ledgers, the days that are accrued, and quizzes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.schema import Base


class CreditLineRow(Base):
    """A line of a ledger; rows are added, and only an erasure removes them. `line_id` is unique, so nothing is counted
    twice."""

    __tablename__ = "credit_lines"
    __table_args__ = (
        Index("ix_credit_lines_account", "account_kind", "account_id", "day"),
        Index("ix_credit_lines_decision", "decision_id"),
    )

    line_id: Mapped[str] = mapped_column(primary_key=True)
    account_kind: Mapped[str]
    account_id: Mapped[str]
    day: Mapped[date]
    for_day: Mapped[date]
    kind: Mapped[str]
    reason: Mapped[str]
    points: Mapped[int]
    rule_version: Mapped[str]
    clause_id: Mapped[str | None]
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decisions.decision_id"))
    quiz_id: Mapped[str | None]
    of_line: Mapped[str | None]
    expires_on: Mapped[date | None]


class CreditDayRow(Base):
    """A day whose lines are written, all of them. `rules_digest`: the SHA-256 of the rules that were applied."""

    __tablename__ = "credit_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    rule_version: Mapped[str]
    rules_digest: Mapped[str]
    lines: Mapped[int]
    accrued_at: Mapped[datetime]


class QuizRow(Base):
    """A quiz; `questions` are Question as JSON, `right_answers` and `given` ids of options. `given` None: not answered
    yet. `result`: a GradedQuiz as JSON."""

    __tablename__ = "quizzes"
    __table_args__ = (Index("ix_quizzes_account", "account_kind", "account_id", "created_at"),)

    quiz_id: Mapped[str] = mapped_column(primary_key=True)
    account_kind: Mapped[str]
    account_id: Mapped[str]
    clause_id: Mapped[str]
    clause_key: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    right_answers: Mapped[list[str]]
    given: Mapped[list[str] | None]
    answered_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
