"""Version 10: reviews that can be undone or decide copies together, groups of copies, and what is kept for people."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "10", "9"


def upgrade() -> None:
    op.add_column("reviews", sa.Column("bulk_id", sa.Text))
    op.add_column("reviews", sa.Column("undone_at", UtcDateTime))
    op.create_index("ix_reviews_bulk", "reviews", ["bulk_id"])
    op.create_table(
        "review_undo",
        sa.Column("review_id", sa.Text, primary_key=True),
        _decision(),
        sa.Column("undo_until", UtcDateTime, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
    )
    op.create_index("ix_review_undo_decision", "review_undo", ["decision_id"])
    _create_copies()
    _create_people()


def _create_copies() -> None:
    op.create_table("copies", _decision(primary_key=True), *_texts("group_id", "digest"))
    op.create_index("ix_copies_digest", "copies", ["digest"])
    op.create_index("ix_copies_group", "copies", ["group_id"])
    band = sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False)
    op.create_table("copy_bands", band, _decision(primary_key=True))
    op.create_index("ix_copy_bands_decision", "copy_bands", ["decision_id"])


def _create_people() -> None:
    op.create_table(
        "desk_sessions",
        sa.Column("digest", sa.Text, primary_key=True),
        *_texts("subject"),
        sa.Column("is_key", sa.Boolean, nullable=False),
        *_texts("name"),
        sa.Column("scopes", sa.JSON, nullable=False),
        *(sa.Column(name, UtcDateTime, nullable=False) for name in ("created_at", "used_at", "expires_at")),
    )
    op.create_index("ix_desk_sessions_expires", "desk_sessions", ["expires_at"])
    op.create_table(
        "review_drafts",
        sa.Column("person", sa.Text, primary_key=True),
        _decision(primary_key=True),
        sa.Column("draft", sa.JSON, nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_review_drafts_decision", "review_drafts", ["decision_id"])
    op.create_table(
        "preferences",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("preferences", sa.JSON, nullable=False),
    )


def _decision(*, primary_key: bool = False) -> sa.Column[str]:
    decision = sa.ForeignKey("decisions.decision_id")
    return sa.Column("decision_id", sa.Text, decision, primary_key=primary_key, nullable=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
