"""Version 15: the bank of confirmed violations."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "15", "14"


def upgrade() -> None:
    op.create_table(
        "media_bank_entries",
        sa.Column("entry_id", sa.Text, primary_key=True),
        sa.Column("clause_id", sa.Text, nullable=False),
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("media_id", "source")),
        sa.Column("added_at", UtcDateTime, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("added_by", "note")),
        sa.Column("removed_at", UtcDateTime),
        sa.Column("removed_by", sa.Text),
    )
    op.create_index("ix_media_bank_entries_decision", "media_bank_entries", ["decision_id"])
    op.create_table(
        "media_bank_hashes",
        sa.Column("entry_id", sa.Text, sa.ForeignKey("media_bank_entries.entry_id"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
    )
