from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import make_url
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from store.database import open_database
from store.schema import InFlightRow
from store.service_schema import TABLES


def test_time_is_read_back_in_utc(url: str) -> None:
    database = open_database(url)
    started_at = datetime(2026, 11, 21, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-5)))
    with database.transaction() as session:
        session.add(
            InFlightRow(decision_id="d1", started_at=started_at, host="h", pid=1, instance_id="i", case={}, basis={})
        )
    with Session(database.engine) as session:
        row = session.get_one(InFlightRow, "d1")
        assert (row.started_at, row.started_at.tzinfo) == (started_at, UTC)
    database.engine.dispose()


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_every_table_can_be_created_in_both_databases(name: str) -> None:
    dialect = make_url(f"{name}://").get_dialect()()
    created = [str(CreateTable(table).compile(dialect=dialect)) for table in TABLES.sorted_tables]
    indexes = [index for table in TABLES.sorted_tables for index in table.indexes]
    assert [statement.split("(")[0].strip() for statement in created] == [
        "CREATE TABLE api_keys",
        "CREATE TABLE audit_log",
        "CREATE TABLE batches",
        "CREATE TABLE decisions",
        "CREATE TABLE idempotency_keys",
        "CREATE TABLE in_flight",
        "CREATE TABLE store_version",
        "CREATE TABLE appeals",
        "CREATE TABLE batch_items",
        "CREATE TABLE outbox",
        "CREATE TABLE reviews",
        "CREATE TABLE violated_clauses",
        "CREATE TABLE violations",
    ]
    assert sorted(str(CreateIndex(index).compile(dialect=dialect)) for index in indexes) == [
        "CREATE INDEX ix_appeals_decision ON appeals (decision_id)",
        "CREATE INDEX ix_appeals_status ON appeals (status)",
        "CREATE INDEX ix_batch_items_open ON batch_items (batch_id, finished_at)",
        "CREATE INDEX ix_decisions_creator ON decisions (creator_id, decided_at, decision_id)",
        "CREATE INDEX ix_decisions_newest ON decisions (decided_at, decision_id)",
        "CREATE INDEX ix_decisions_outcome ON decisions (outcome, decided_at, decision_id)",
        "CREATE INDEX ix_outbox_creator ON outbox (creator_id, created_at)",
        "CREATE INDEX ix_outbox_decision ON outbox (decision_id)",
        "CREATE INDEX ix_outbox_status ON outbox (status, not_before)",
        "CREATE INDEX ix_reviews_decision ON reviews (decision_id, number)",
        "CREATE INDEX ix_violated_clauses_clause_id ON violated_clauses (clause_id)",
        "CREATE INDEX ix_violations_creator ON violations (creator_id, day)",
    ]
