from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import make_url
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from store.database import open_database
from store.schema import InFlightRow
from store.tables import TABLES


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
    indexes = [str(CreateIndex(index).compile(dialect=dialect)) for t in TABLES.sorted_tables for index in t.indexes]
    assert {statement.split("(")[0].split()[-1] for statement in created} == set(TABLES.tables)
    assert "CREATE UNIQUE INDEX ix_jobs_open_kind ON jobs (decision_id, kind) WHERE state = 'open'" in indexes
    assert "CREATE INDEX ix_reviews_decision ON reviews (decision_id, number)" in indexes
