"""Form 2: reviews, and the ledger of violations, filled from the decisions that are there."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "2", "1"
AT_ONCE = 500


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
    ledger = op.create_table(
        "ledger",
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), primary_key=True),
        sa.Column("clause_id", sa.Text, primary_key=True),
        sa.Column("creator_id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("stands", sa.Boolean, nullable=False),
    )
    op.create_index("ix_ledger_creator", "ledger", ["creator_id", "day"])
    _fill(ledger)


def _fill(ledger: sa.Table) -> None:
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
    for rows in connection.execute(query).mappings().partitions(AT_ONCE):
        connection.execute(ledger.insert(), [_entry(dict(row)) for row in rows])


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    if row["day"] is None:
        raise ValueError(f"decision {row['decision_id']} does not say by the law of which day it was made")
    return row | {"day": date.fromisoformat(row["day"]), "stands": True}
