"""Removes deleted content from the files of the database, which keep it for open transactions and for a crash."""

import time
from collections.abc import Sequence

from sqlalchemy import Connection, text

from store.database import BUSY_MS, Database
from store.tables import TABLES

POLL_SECONDS = 0.2
DEAD_ROWS = text(
    "SELECT relname FROM pg_stat_user_tables WHERE relname = ANY(:tables) AND n_dead_tup > 0 ORDER BY relname"
)
NOT_VACUUMED = text(
    "SELECT relname FROM pg_stat_user_tables WHERE relname = ANY(:tables)"
    " AND (last_vacuum IS NULL OR last_vacuum < :start) ORDER BY relname"
)
OTHERS_IN_TRANSACTION = text(
    "SELECT pid FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < :start ORDER BY pid"
)


def purge(database: Database, wait_seconds: float) -> str | None:
    """Waits for open transactions. Returns where the content still is, and what to do; None if it is nowhere."""
    with database.translate_errors(), database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return _purge_sqlite(connection, database.location, wait_seconds)
        connection.execution_options(isolation_level="AUTOCOMMIT")
        return _purge_postgresql(connection, wait_seconds)


def rewrite(database: Database, wait_seconds: float) -> str | None:
    """Writes an SQLite file anew, without its free pages. Returns what `purge` does."""
    with database.translate_errors(), database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
    return purge(database, wait_seconds)


def _purge_sqlite(connection: Connection, location: str, wait_seconds: float) -> str | None:
    """SQLite overwrites deleted content in its file, but the write-ahead log holds it until it is truncated."""
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(wait_seconds * 1000)}")
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MS}")
    if not busy:
        return None
    return (
        f"{location} and its -wal file hold the erased content while another process reads the database: end its "
        "transaction (a service, a backup, an open shell), then run the same command again"
    )


def _purge_postgresql(connection: Connection, wait_seconds: float) -> str | None:
    """VACUUM removes deleted rows unless an open transaction may still read them."""
    tables = sorted(TABLES.tables)
    start = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    deadline = time.monotonic() + wait_seconds
    while True:
        connection.exec_driver_sql(f"VACUUM {', '.join(tables)}")
        remaining = _names(connection, DEAD_ROWS, tables=tables)
        if not remaining or time.monotonic() > deadline:
            break
        time.sleep(POLL_SECONDS)
    refused = _names(connection, NOT_VACUUMED, tables=tables, start=start)
    if refused:
        return f"the erased rows are in the files of {', '.join(refused)}: let the owner of the tables run VACUUM"
    if not remaining:
        return None
    others = ", ".join(_names(connection, OTHERS_IN_TRANSACTION, start=start)) or "of another user"
    where = f"the erased rows are in the files of {', '.join(remaining)}"
    return f"{where} because of an open transaction (process {others}): end it, then run the same command again"


def _names(connection: Connection, query: object, **values: object) -> Sequence[str]:
    return [str(name) for name in connection.execute(query, values).scalars()]  # type: ignore[call-overload]
