"""Version 1: decisions, their violated clauses, and decisions in flight."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "1", None


def upgrade() -> None:
    op.create_table(
        "store_version",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=name == "creator_id") for name in ("case_id", "creator_id")),
        sa.Column("decided_at", UtcDateTime, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("case", sa.JSON, nullable=False),
        sa.Column("decision", sa.JSON, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "violated_clauses",
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), primary_key=True),
        sa.Column("clause_id", sa.Text, primary_key=True),
        if_not_exists=True,
    )
    op.create_table(
        "pending",
        sa.Column("decision_id", sa.Text, primary_key=True),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("life", sa.Text, nullable=False),
        sa.Column("case", sa.JSON, nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        if_not_exists=True,
    )
    for name, by in (("newest", []), ("creator", ["creator_id"]), ("outcome", ["outcome"])):
        columns = [*by, "decided_at", "decision_id"]
        op.create_index(f"ix_decisions_{name}", "decisions", columns, if_not_exists=True)
    op.create_index("ix_violated_clauses_clause_id", "violated_clauses", ["clause_id"], if_not_exists=True)
