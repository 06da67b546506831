"""Version 11: the golden set, and the answers of reviewers to its cases."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "11", "10"


def upgrade() -> None:
    op.create_table(
        "golden_cases",
        _decision(primary_key=True),
        _text("outcome"),
        sa.Column("violated", sa.JSON, nullable=False),
        *map(_text, ("reason", "source", "queue", "added_by")),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("removed_by", sa.Text),
        sa.Column("removed_at", UtcDateTime),
    )
    op.create_table(
        "golden_jobs",
        sa.Column("job_id", sa.Text, primary_key=True),
        _decision(),
        *(sa.Column(name, sa.Text) for name in ("review_id", "reviewer", "action", "outcome")),
        sa.Column("violated", sa.JSON),
        sa.Column("reason", sa.Text),
        *(sa.Column(name, UtcDateTime) for name in ("claimed_at", "answered_at")),
    )
    op.create_index("ix_golden_jobs_decision", "golden_jobs", ["decision_id", "reviewer"])
    op.create_index("ix_golden_jobs_review", "golden_jobs", ["review_id"])


def _decision(*, primary_key: bool = False) -> sa.Column[str]:
    decision = sa.ForeignKey("decisions.decision_id")
    return sa.Column("decision_id", sa.Text, decision, primary_key=primary_key, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)
