"""Version 9: the review queue, and the tables by which decisions are filtered and searched.

`store/migration.py` fills the latter after all steps, because they follow from what is stored."""

import sqlalchemy as sa
from alembic import op

from store.schema import UtcDateTime

revision, down_revision = "9", "8"
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IS_OPEN = sa.text("state = 'open'")
IS_SKIP = sa.text("kind = 'skipped'")
IS_LEASED = sa.text("state = 'open' AND lease_until IS NOT NULL")


def upgrade() -> None:
    _create_jobs()
    _create_events()
    _create_states()
    for table, column in (
        ("current_violations", sa.Column("clause_id", sa.Text, primary_key=True)),
        ("search_words", sa.Column("word", WORD, primary_key=True)),
    ):
        number = sa.Column("number", sa.Integer, primary_key=True, autoincrement=False)
        op.create_table(table, column, number, sqlite_with_rowid=False)
        op.create_index(f"ix_{table}_number", table, ["number"])


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), nullable=False),
        *_texts("kind", "queue"),
        sa.Column("rank", sa.Integer, nullable=False),
        *_texts("state"),
        *(sa.Column(name, UtcDateTime, nullable=False) for name in ("created_at", "due_at")),
        sa.Column("claimed_by", sa.Text),
        sa.Column("lease_until", UtcDateTime),
        *(sa.Column(name, sa.Text) for name in ("assigned_to", "group_id", "appeal_id", "review_id")),
        sa.Column("finished_at", UtcDateTime),
    )
    order = ["rank", "due_at", "created_at", "job_id"]
    for name, columns, unique in (
        ("next", order, False),
        ("next_of_queue", ["queue", *order], False),
        ("assigned", ["assigned_to", *order], False),
        ("open_kind", ["decision_id", "kind"], True),
    ):
        op.create_index(
            f"ix_jobs_{name}", "jobs", columns, unique=unique, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
        )
    op.create_index(
        "ix_jobs_leased", "jobs", ["lease_until", "queue"], sqlite_where=IS_LEASED, postgresql_where=IS_LEASED
    )
    for name, columns in (
        ("group", ["group_id"]),
        ("decision", ["decision_id"]),
        ("review", ["review_id"]),
        ("finished", ["finished_at"]),
    ):
        op.create_index(f"ix_jobs_{name}", "jobs", columns)


def _create_events() -> None:
    op.create_table(
        "job_events",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("job_id", sa.Text, sa.ForeignKey("jobs.job_id"), nullable=False),
        *_texts("kind"),
        sa.Column("at", UtcDateTime, nullable=False),
        *_texts("person", "text", "before", "after"),
    )
    op.create_index("ix_job_events_job", "job_events", ["job_id", "number"])
    op.create_index(
        "ix_job_events_skips", "job_events", ["person", "job_id"], sqlite_where=IS_SKIP, postgresql_where=IS_SKIP
    )


def _create_states() -> None:
    op.create_table(
        "decision_states",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("decision_id", sa.Text, nullable=False, unique=True),
        sa.Column("decided_at", UtcDateTime, nullable=False),
        *_texts("case_id"),
        sa.Column("creator_id", sa.Text),
        *_texts("decided_outcome", "outcome"),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("reviewed", "erased")),
        *(sa.Column(name, sa.Text) for name in ("market", "language")),
        *_texts("judge"),
    )
    for name, columns in (("newest", []), ("creator", ["creator_id"]), ("outcome", ["outcome", "reviewed"])):
        op.create_index(f"ix_decision_states_{name}", "decision_states", [*columns, "decided_at", "decision_id"])
    op.create_index("ix_decision_states_case", "decision_states", ["case_id"])


def _texts(*names: str) -> list["sa.Column[str]"]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
