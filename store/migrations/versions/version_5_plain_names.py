"""Version 5: tables, columns and stored decisions get today's names."""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from alembic import op
from pydantic import JsonValue
from pydantic_core import from_json

from store.decision_upgrade import upgrade_decision

revision, down_revision = "5", "4"
ROWS_PER_BATCH = 100  # decisions in memory; each may be large
TABLES = {
    "pending": "in_flight",
    "ledger": "violations",
    "keys": "api_keys",
    "audit": "audit_log",
    "requests": "idempotency_keys",
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "in_flight": {"begun_at": "started_at", "life": "instance_id", "asked": "basis"},
    "violations": {"stands": "active"},
    "audit_log": {"at": "created_at", "who": "actor", "what": "action", "previous": "previous_digest"},
    "idempotency_keys": {
        "caller": "caller_id",
        "digest": "request_digest",
        "decision_id": "resource_id",
        "made_at": "created_at",
    },
    "outbox": {"trouble": "last_error"},
    "batches": {"caller": "caller_id"},
    "batch_items": {"done_at": "finished_at"},
    "appeals": {"made_at": "created_at", "second": "second_decision"},
}


def upgrade() -> None:
    op.drop_index("ix_ledger_creator", "ledger")
    for old, new in TABLES.items():
        op.rename_table(old, new)
    for table, columns in COLUMNS.items():
        for old, new in columns.items():
            op.alter_column(table, old, new_column_name=new)
    if op.get_bind().dialect.name == "postgresql":
        _rename_constraints()
    op.create_index("ix_violations_creator", "violations", ["creator_id", "day"])
    op.execute("UPDATE appeals SET status = 're_reviewed' WHERE status = 'reheard'")
    _upgrade_decisions("decisions", "decision_id", "decision")
    _upgrade_decisions("appeals", "appeal_id", "second_decision")


def _rename_constraints() -> None:
    """PostgreSQL names them after their tables and does not rename them with the table."""
    for old, new in TABLES.items():
        op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT {old}_pkey TO {new}_pkey")
    foreign_key = "ledger_decision_id_fkey TO violations_decision_id_fkey"
    op.execute(f"ALTER TABLE violations RENAME CONSTRAINT {foreign_key}")


def _upgrade_decisions(table_name: str, id_name: str, column_name: str) -> None:
    table = sa.table(table_name, sa.column(id_name, sa.Text), sa.column(column_name, sa.JSON))
    row_id, decision = table.c[id_name], table.c[column_name]
    update = sa.update(table).where(row_id == sa.bindparam("row_id")).values({decision: sa.bindparam("upgraded")})
    for rows in _batches(row_id, decision):
        changes = [{"row_id": key, "upgraded": new} for key, text in rows if (new := _upgraded(text)) is not None]
        if changes:
            op.get_bind().execute(update, changes)


def _batches(row_id: sa.ColumnClause[str], decision: sa.ColumnClause[object]) -> Iterator[list[tuple[str, str]]]:
    """Ids and decisions as JSON text, in the order of the ids."""
    query = sa.select(row_id, sa.cast(decision, sa.Text)).where(decision.is_not(sa.null())).order_by(row_id)
    page, last = query.limit(ROWS_PER_BATCH), ""
    while rows := [(key, text) for key, text in op.get_bind().execute(page.where(row_id > last))]:
        yield rows
        last = rows[-1][0]


def _upgraded(text: str) -> JsonValue:
    """None if the text needs no change, or is not JSON: reading that row reports the damage."""
    try:
        decision = from_json(text)
    except ValueError:
        return None
    upgraded = upgrade_decision(decision)
    return upgraded if upgraded != decision else None
