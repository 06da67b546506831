"""Version 13: credit and training."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "13", "12"


def upgrade() -> None:
    op.create_table(
        "credit_lines",
        sa.Column("line_id", sa.Text, primary_key=True),
        *_texts("account_kind", "account_id"),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("day", "for_day")),
        *_texts("kind", "reason"),
        sa.Column("points", sa.Integer, nullable=False),
        *_texts("rule_version"),
        sa.Column("clause_id", sa.Text),
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id")),
        *(sa.Column(name, sa.Text) for name in ("quiz_id", "of_line")),
        sa.Column("expires_on", sa.Date),
    )
    op.create_index("ix_credit_lines_account", "credit_lines", ["account_kind", "account_id", "day"])
    op.create_index("ix_credit_lines_decision", "credit_lines", ["decision_id"])
    op.create_table(
        "credit_days",
        sa.Column("day", sa.Date, primary_key=True),
        *_texts("rule_version", "rules_digest"),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("accrued_at", UtcDateTime, nullable=False),
    )
    _create_quizzes()


def _create_quizzes() -> None:
    op.create_table(
        "quizzes",
        sa.Column("quiz_id", sa.Text, primary_key=True),
        *_texts("account_kind", "account_id", "clause_id", "clause_key"),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("questions", "right_answers")),
        sa.Column("given", sa.JSON),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("result", sa.JSON),
    )
    op.create_index("ix_quizzes_account", "quizzes", ["account_kind", "account_id", "created_at"])


def _texts(*names: str) -> list["sa.Column[str]"]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
