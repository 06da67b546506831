"""Events in a SQLite file, without any extra."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from numpy.typing import NDArray

from warehouse.engines.arrays import plain_lists, to_arrays
from warehouse.engines.base import NO_PARAMETERS, Columns, Parameters, Row
from warehouse.engines.statements import create_statement, index_statements, insert_statement
from warehouse.errors import WarehouseAbsent, WarehouseUnusable
from warehouse.tables.table import Table

TYPES = {"text": "TEXT", "integer": "BIGINT", "real": "DOUBLE PRECISION"}
BUSY_SECONDS = 15
CACHE_KIB = 65_536


@dataclass(frozen=True)
class SqliteEngine:
    connection: sqlite3.Connection
    location: str
    dialect: str = "sqlite"
    can_update: bool = True
    _lock: RLock = field(default_factory=RLock)

    def execute(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> None:
        with self._errors():
            self.connection.execute(sql, dict(parameters))

    def rows(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        with self._errors():
            return self.connection.execute(sql, dict(parameters)).fetchall()

    def columns(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> dict[str, NDArray[Any]]:
        with self._errors():
            cursor = self.connection.execute(sql, dict(parameters))
            return to_arrays([column[0] for column in cursor.description], cursor.fetchall())

    def batches(self, table: str, size: int) -> Iterator[dict[str, NDArray[Any]]]:
        with self._errors():
            cursor = self.connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            while rows := cursor.fetchmany(size):
                yield to_arrays(names, rows)

    def insert(self, table: Table, columns: Columns) -> None:
        sql = insert_statement(table, f"VALUES ({', '.join('?' for _ in table.names)})")
        with self._errors():
            self.connection.executemany(sql, zip(*plain_lists(columns, table.stored), strict=True))

    def replace_day(self, table: Table, day: int, sql: str, parameters: Parameters) -> None:
        with self.transaction():
            self.execute(f"DELETE FROM {table.name} WHERE day = :day", {"day": day})
            self.execute(insert_statement(table, sql), parameters)

    def create(self, table: Table) -> None:
        self.execute(create_statement(table, TYPES))
        for statement in index_statements(table):
            self.execute(statement)

    def stored_columns(self, table: str) -> list[str]:
        return [
            str(name).lower() for (name,) in self.rows("SELECT name FROM pragma_table_info(:table)", {"table": table})
        ]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._errors():
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.rollback()
                raise
            self.connection.commit()

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except sqlite3.Error as error:
            raise WarehouseUnusable(
                f"the warehouse at {self.location} cannot be used ({error}): see that no other process writes to it, "
                "that it is a database, and that its disk has space"
            ) from error


def open_sqlite(path: Path, read_only: bool = False) -> SqliteEngine:
    """Raises WarehouseAbsent if there is nothing to read, and WarehouseUnusable."""
    if read_only and not path.is_file():
        raise WarehouseAbsent(f"there is no warehouse at {path}: load events first, by `clausewise warehouse load`")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "ro" if read_only else "rwc"
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
    except (OSError, sqlite3.Error) as error:
        raise WarehouseUnusable(f"the warehouse at {path} cannot be opened: {error}") from error
    engine = SqliteEngine(connection, str(path))
    engine.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if not read_only:
        engine.execute("PRAGMA journal_mode = WAL")
        engine.execute("PRAGMA synchronous = NORMAL")
    return engine
