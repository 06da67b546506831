"""Opens the database, runs transactions and translates database errors into StoreError."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from store.errors import StoreBusy, StoreDamaged, StoreError, StoreTooNew, StoreUnwritable, StoreUrlInvalid
from store.schema import SCHEMA_VERSION, read_version

BUSY_MS = 15_000
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 2}  # seconds, seconds, attempts
TCP_TIMEOUT_MS = 15_000  # without an answer for so long, client and PostgreSQL close the connection

Cursor = tuple[datetime, str]  # the last row of a page: its time and id


@dataclass(frozen=True)
class Database:
    """`location` names the database in messages: a path, or a URL without its password."""

    engine: Engine
    location: str
    _write_lock: Lock = field(default_factory=Lock)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing. Raises a StoreError; IntegrityError passes through to the caller."""
        with self.translate_errors(), Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def write_transaction(self) -> Iterator[Session]:
        """A transaction that writes. On SQLite the threads of a process queue here, because SQLite itself lets
        waiting writers sleep and wakes them in no order."""
        lock = self._write_lock if self.engine.dialect.name == "sqlite" else nullcontext()
        with lock, self.transaction() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """For reading: what others write meanwhile is not seen."""
        with self.translate_errors(), self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Raises a StoreError in place of a database error, except IntegrityError."""
        try:
            yield
        except IntegrityError:
            raise
        except PoolTimeout as error:
            raise StoreBusy(
                f"every connection to the database at {self.location} is in use: try again in a moment"
            ) from error
        except DBAPIError as error:
            raise _store_error(self.location, error) from error
        except ValueError as error:  # a column holds a value that Clausewise never writes
            raise StoreDamaged(_damaged(self.location, str(error).partition("\n")[0])) from error


def open_database(url: str) -> Database:
    """Opens the database at `url`; creates or migrates its tables.

    Raises StoreUrlInvalid, StoreUnwritable, StoreDamaged, StoreBusy or StoreTooNew.
    """
    try:
        parsed = make_url(url)
        engine = create_engine(
            parsed,
            hide_parameters=True,
            connect_args=_connect_args(parsed),
            pool_pre_ping=parsed.get_backend_name() != "sqlite",
            json_serializer=_to_json,
            json_deserializer=from_json,
        )
    except (ArgumentError, ImportError) as error:
        raise StoreUrlInvalid(
            f"CLAUSEWISE_DATABASE_URL cannot be used ({type(error).__name__}): "
            "write one such as sqlite:////var/lib/clausewise.db"
        ) from error
    database = Database(engine, _location(parsed))
    if parsed.get_backend_name() == "sqlite":
        _create_folder(parsed, database.location)
        event.listen(engine, "connect", _configure_sqlite)
    else:
        event.listen(engine, "connect", _configure_postgresql)
    try:
        _migrate_if_old(database)
    except StoreError:
        engine.dispose()
        raise
    return database


def _to_json(value: object) -> str:
    """Serialises plain values and pydantic models alike."""
    return to_json(value).decode()


def _location(url: URL) -> str:
    is_file = url.get_backend_name() == "sqlite"
    return (url.database or "memory") if is_file else url.render_as_string(hide_password=True)


def _create_folder(url: URL, location: str) -> None:
    if not url.database or url.database.startswith((":", "file:")):
        return
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnwritable(_unwritable(location, str(error.strerror))) from error


def _configure_sqlite(connection: Any, _: object) -> None:
    """Waits for other writers, never blocks readers, enforces foreign keys, overwrites deleted content."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    _enable_wal(cursor)
    cursor.close()


def _connect_args(url: URL) -> dict[str, int]:
    if url.get_backend_name() == "sqlite":
        return {}
    return {**KEEPALIVE, "tcp_user_timeout": TCP_TIMEOUT_MS, "connect_timeout": TCP_TIMEOUT_MS // 1000}


def _configure_postgresql(connection: Any, _: object) -> None:
    """Without keepalives, a machine that disappeared would hold its locks for hours."""
    with connection.cursor() as cursor:
        for name, value in KEEPALIVE.items():
            cursor.execute(f"SET tcp_{name} = {value}")
        cursor.execute(f"SET tcp_user_timeout = {TCP_TIMEOUT_MS}")
    connection.commit()


def _enable_wal(cursor: sqlite3.Cursor) -> None:
    """Retries: if several processes switch a new file at once, SQLite refuses some without its busy timeout."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _migrate_if_old(database: Database) -> None:
    with database.translate_errors():
        with database.engine.connect() as connection:
            version = read_version(connection)
        if version is not None and version > SCHEMA_VERSION:
            raise StoreTooNew(
                f"the database at {database.location} has schema version {version}, and this Clausewise knows "
                f"{SCHEMA_VERSION}: use the newer Clausewise that wrote it, or another CLAUSEWISE_DATABASE_URL"
            )
        if version != SCHEMA_VERSION:
            from store.migration import migrate

            migrate(database.engine)


def _store_error(location: str, error: DBAPIError) -> StoreError:
    """Chooses by SQLite's error name; errors of other databases count as unreachable."""
    name = str(getattr(error.orig, "sqlite_errorname", "SQLITE_CANTOPEN"))
    message = str(error.orig)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(
            f"the database at {location} is locked by another process ({message}): retry when it has ended"
        )
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR")):
        return StoreDamaged(_damaged(location, message))
    return StoreUnwritable(_unwritable(location, message))


def _damaged(location: str, reason: str) -> str:
    return (
        f"the database at {location} is damaged or not from Clausewise ({reason}): restore a backup, "
        "or move it away (with its -wal and -shm files) to start a new one"
    )


def _unwritable(location: str, reason: str) -> str:
    return (
        f"the database at {location} cannot be written ({reason}): choose a location with write permission and free "
        "space by CLAUSEWISE_DATA_DIR or CLAUSEWISE_DATABASE_URL"
    )
