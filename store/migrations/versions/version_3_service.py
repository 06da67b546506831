"""Version 3: API keys, audit log, idempotency keys, outbox, batches and appeals."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "3", "2"


def upgrade() -> None:
    _keys_and_audit()
    _requests_and_outbox()
    _batches_and_appeals()


def _keys_and_audit() -> None:
    op.create_table(
        "keys",
        sa.Column("key_id", sa.Text, primary_key=True),
        *_texts("name", "digest"),
        sa.Column("scopes", sa.JSON, nullable=False),
        *_instants("created_at"),
        sa.Column("expires_at", UtcDateTime),
        sa.Column("revoked_at", UtcDateTime),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *_instants("at"),
        *_texts("who", "what", "subject", "before", "after", "previous", "digest"),
    )


def _requests_and_outbox() -> None:
    op.create_table(
        "requests",
        sa.Column("caller", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        *_texts("digest", "decision_id"),
        *_instants("made_at"),
    )
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), nullable=False, unique=True),
        *_texts("creator_id", "outcome"),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("message", sa.JSON, nullable=False),
        *_texts("status"),
        *_instants("not_before"),
        sa.Column("attempts", sa.Integer, nullable=False),
        *_texts("trouble"),
        *_instants("created_at"),
        sa.Column("delivered_at", UtcDateTime),
    )
    op.create_index("ix_outbox_status", "outbox", ["status", "not_before"])
    op.create_index("ix_outbox_creator", "outbox", ["creator_id", "created_at"])


def _batches_and_appeals() -> None:
    op.create_table(
        "batches",
        sa.Column("batch_id", sa.Text, primary_key=True),
        *_texts("caller"),
        sa.Column("total", sa.Integer, nullable=False),
        *_instants("created_at"),
        sa.Column("cancelled_at", UtcDateTime),
    )
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.batch_id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("case", sa.JSON, nullable=False),
        *_texts("decision_id"),
        sa.Column("error", sa.Text),
        sa.Column("done_at", UtcDateTime),
    )
    op.create_index("ix_batch_items_open", "batch_items", ["batch_id", "done_at"])
    op.create_table(
        "appeals",
        sa.Column("appeal_id", sa.Text, primary_key=True),
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), nullable=False),
        *_texts("statement", "status"),
        *_instants("made_at"),
        sa.Column("second", sa.JSON),
        sa.Column("review_id", sa.Text),
    )
    op.create_index("ix_appeals_decision", "appeals", ["decision_id"])
    op.create_index("ix_appeals_status", "appeals", ["status"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _instants(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, UtcDateTime, nullable=False) for name in names]
