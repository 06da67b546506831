"""The databases of the tests: SQLite, and PostgreSQL if TEST_POSTGRES_URL names one."""

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

POSTGRES = os.environ.get("TEST_POSTGRES_URL")
needs_postgres = pytest.mark.skipif(
    POSTGRES is None, reason="TEST_POSTGRES_URL names no PostgreSQL; .ci/run starts one"
)
STORES = ["sqlite", pytest.param("postgresql", marks=needs_postgres)]


def new_database(tmp_path: Path) -> str:
    """The URL of a new, empty PostgreSQL database."""
    assert POSTGRES
    name = f"d{abs(hash(tmp_path)):x}"
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{POSTGRES.rpartition('/')[0]}/{name}"


def database_url(kind: str, tmp_path: Path) -> str:
    """The URL of a new database of a kind of `STORES`."""
    return new_database(tmp_path) if kind == "postgresql" else f"sqlite:///{tmp_path}/clausewise.db"
