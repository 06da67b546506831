"""Version 8: answers of language models are cached."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "8", "7"


def upgrade() -> None:
    op.create_table(
        "cached_answers",
        sa.Column("key", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("content_digest", "answer", "digest")),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_cached_answers_content", "cached_answers", ["content_digest"])
    op.create_index("ix_cached_answers_newest", "cached_answers", ["created_at"])
