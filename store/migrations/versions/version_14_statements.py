"""Version 14: statements of reasons that were submitted."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "14", "13"


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("puid", sa.Text, primary_key=True),
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("record", sa.JSON, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("errors", sa.JSON, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("last_error", "receiver_id")),
        sa.Column("first_sent_at", UtcDateTime, nullable=False),
        *(sa.Column(name, UtcDateTime) for name in ("answered_at", "not_before")),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("instance_id", sa.Text, nullable=False),
        sa.Column("claimed_until", UtcDateTime),
    )
    op.create_index("ix_statements_status", "statements", ["status"])
    op.create_index("ix_statements_decision", "statements", ["decision_id"])
