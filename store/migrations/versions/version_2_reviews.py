"""Version 2: reviews, and the violation history, filled from the stored decisions."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "2", "1"
ROWS_PER_BATCH = 500


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("review_id", sa.Text, nullable=False, unique=True),
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("violated", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("reviewed_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_reviews_decision", "reviews", ["decision_id", "number"])
    violations = op.create_table(
        "ledger",
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), primary_key=True),
        sa.Column("clause_id", sa.Text, primary_key=True),
        sa.Column("creator_id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("stands", sa.Boolean, nullable=False),
    )
    op.create_index("ix_ledger_creator", "ledger", ["creator_id", "day"])
    _fill(violations)


def _fill(violations: sa.Table) -> None:
    decisions = sa.table(
        "decisions",
        sa.column("decision_id"),
        sa.column("creator_id"),
        sa.column("outcome"),
        sa.column("decision", sa.JSON),
    )
    violated = sa.table("violated_clauses", sa.column("decision_id"), sa.column("clause_id"))
    query = (
        sa.select(
            decisions.c.decision_id,
            violated.c.clause_id,
            decisions.c.creator_id,
            decisions.c.decision["trace"]["as_of"].as_string().label("day"),
        )
        .join(violated, violated.c.decision_id == decisions.c.decision_id)
        .where(decisions.c.outcome == "violation", decisions.c.creator_id.is_not(None))
    )
    connection = op.get_bind()
    for rows in connection.execute(query).mappings().partitions(ROWS_PER_BATCH):
        connection.execute(violations.insert(), [_entry(dict(row)) for row in rows])


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    if row["day"] is None:
        raise ValueError(f"decision {row['decision_id']} does not say which day's policies it applied")
    return row | {"day": date.fromisoformat(row["day"]), "stands": True}
