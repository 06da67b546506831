"""Version 16: labels and proposals of strategies."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "16", "15"


def upgrade() -> None:
    op.create_table(
        "strategy_labels",
        sa.Column("label_id", sa.Text, primary_key=True),
        sa.Column("strategy", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("title", "creator_id")),
        sa.Column("post_id", sa.Text),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("day", "expires")),
    )
    op.create_index("ix_strategy_labels_creator", "strategy_labels", ["creator_id"])
    op.create_index("ix_strategy_labels_post", "strategy_labels", ["post_id"])
    op.create_table(
        "strategy_proposals",
        sa.Column("proposal_id", sa.Text, primary_key=True),
        sa.Column("strategy", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("title", "owner", "creator_id")),
        sa.Column("post_id", sa.Text),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("closed_at", UtcDateTime),
    )
    op.create_index("ix_strategy_proposals_state", "strategy_proposals", ["state", "created_at", "proposal_id"])
    op.create_index("ix_strategy_proposals_creator", "strategy_proposals", ["creator_id"])
