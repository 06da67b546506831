"""The database behind the record: opened, brought to our tables, its faults told in our words."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from store.errors import StoreBusy, StoreDamaged, StoreError, StoreTooNew, StoreUnwritable, StoreUrlInvalid
from store.migration import found_version, migrate
from store.schema import VERSION

BUSY_MS = 15_000
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 2}  # seconds, and how often
SILENCE_MS = 15_000  # after which the other end of a connection is taken to be gone, by us and by PostgreSQL


@dataclass(frozen=True)
class Database:
    """`place` names the database in messages: a path, or a URL without its password."""

    engine: Engine
    place: str
    _turn: Lock = field(default_factory=Lock)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing. Raises StoreError's kin; IntegrityError passes, for whoever can make sense of it."""
        with self.told(), Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """As `transaction`, for what is sure to write. The threads of a process take turns here, since SQLite has those
        that wait sleep, and wakes them in no order."""
        with self._turn if self.engine.dialect.name == "sqlite" else nullcontext(), self.transaction() as session:
            yield session

    @contextmanager
    def told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except PoolTimeout as error:
            raise StoreBusy(
                f"every connection to the record at {self.place} is in use: ask again once those under way have ended"
            ) from error
        except DBAPIError as error:
            raise _fault(self.place, error) from error
        except ValueError as error:  # what a column holds is not what we put there
            raise StoreDamaged(_damaged(self.place, str(error).partition("\n")[0])) from error


def open_database(url: str) -> Database:
    """The database at `url` with our tables in it, made where they are missing.

    Raises StoreUrlInvalid, StoreUnwritable, StoreDamaged, StoreBusy or StoreTooNew.
    """
    try:
        parsed = make_url(url)
        engine = create_engine(
            parsed,
            hide_parameters=True,
            connect_args=_connecting(parsed),
            pool_pre_ping=parsed.get_backend_name() != "sqlite",
            json_serializer=_json,
            json_deserializer=from_json,
        )
    except (ArgumentError, ImportError) as error:
        raise StoreUrlInvalid(
            f"CLAUSEWISE_DATABASE_URL cannot be used ({type(error).__name__}): "
            "write one such as sqlite:////var/lib/clausewise.db"
        ) from error
    database = Database(engine, _place(parsed))
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed, database.place)
        event.listen(engine, "connect", _set_up_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgresql)
    try:
        _bring_to_version(database)
    except StoreError:
        engine.dispose()
        raise
    return database


def _json(value: object) -> str:
    """Of values of ours as of plain ones, in one step."""
    return to_json(value).decode()


def _place(url: URL) -> str:
    local = url.get_backend_name() == "sqlite"
    return (url.database or "memory") if local else url.render_as_string(hide_password=True)


def _make_folder(url: URL, place: str) -> None:
    if not url.database or url.database.startswith((":", "file:")):
        return
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnwritable(_unwritable(place, str(error.strerror))) from error


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Wait for other writers; write ahead, so that readers never wait; hold foreign keys; what is deleted is gone from
    the file too."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    _write_ahead(cursor)
    cursor.close()


def _connecting(url: URL) -> dict[str, int]:
    if url.get_backend_name() == "sqlite":
        return {}
    return {**KEEPALIVE, "tcp_user_timeout": SILENCE_MS, "connect_timeout": SILENCE_MS // 1000}


def _set_up_postgresql(connection: Any, _: object) -> None:
    """Or a machine that went without a word would keep its locks for hours."""
    with connection.cursor() as cursor:
        for name, value in KEEPALIVE.items():
            cursor.execute(f"SET tcp_{name} = {value}")
        cursor.execute(f"SET tcp_user_timeout = {SILENCE_MS}")
    connection.commit()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Ask until it is so: of processes that switch a new file at once, SQLite refuses some without the busy wait."""
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


def _bring_to_version(database: Database) -> None:
    with database.told():
        with database.engine.connect() as connection:
            version = found_version(connection)
        if version is not None and version > VERSION:
            raise StoreTooNew(
                f"the record at {database.place} has form {version}, and this Clausewise knows {VERSION}: "
                "use the newer Clausewise that wrote it, or another CLAUSEWISE_DATABASE_URL"
            )
        if version != VERSION:
            migrate(database.engine)


def _fault(place: str, error: DBAPIError) -> StoreError:
    """By SQLite's own name for the fault; the faults of another database are taken to be of reaching it."""
    code = str(getattr(error.orig, "sqlite_errorname", "SQLITE_CANTOPEN"))
    said = str(error.orig)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(
            f"the record at {place} is locked by another process ({said}): run it again once that has ended"
        )
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR")):
        return StoreDamaged(_damaged(place, said))
    return StoreUnwritable(_unwritable(place, said))


def _damaged(place: str, said: str) -> str:
    return (
        f"the record at {place} is damaged or not ours ({said}): put a backup in its place, "
        "or move it away (with its -wal and -shm files) and a new one is begun"
    )


def _unwritable(place: str, said: str) -> str:
    return (
        f"the record at {place} cannot be written ({said}): give it a place with rights and room, "
        "by CLAUSEWISE_DATA_DIR or CLAUSEWISE_DATABASE_URL"
    )
