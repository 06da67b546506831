"""Version 12: counts of each day and queue, the clauses that open verdicts may violate, and second reviews that differ.

`store/migration.py` fills the first two after all steps, because they follow from what is stored."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision, down_revision = "12", "11"
IS_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.add_column("reviews", sa.Column("differs", sa.Boolean, nullable=False, server_default=sa.false()))
    _create_counts()
    op.create_table(
        "candidate_clauses",
        sa.Column("clause_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_candidate_clauses_number", "candidate_clauses", ["number"])
    for name, column in (("due", "due_at"), ("created", "created_at")):
        op.create_index(
            f"ix_jobs_{name}", "jobs", ["queue", column, "state"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
        )


def _create_counts() -> None:
    op.create_table(
        "day_counts",
        _day(),
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("judge", "outcome")),
        *_numbers("decided", "reviewed", "unpriced"),
        sa.Column("cost", sa.Double, nullable=False),
    )
    op.create_table(
        "clause_counts",
        _day(),
        sa.Column("clause_id", sa.Text, primary_key=True),
        *_numbers("decided", "reviewed", "overturned"),
    )
    op.create_table("queue_counts", sa.Column("queue", sa.Text, primary_key=True), *_numbers("open"))


def _day() -> "sa.Column[date]":
    return sa.Column("day", sa.Date, primary_key=True)


def _numbers(*names: str) -> list["sa.Column[int]"]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]
