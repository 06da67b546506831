"""Events in a schema of a PostgreSQL database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from numpy.typing import NDArray

from warehouse.engines.arrays import plain_lists, to_arrays
from warehouse.engines.base import NO_PARAMETERS, Columns, Parameters, Row
from warehouse.engines.dialect import translate
from warehouse.engines.statements import create_statement, index_statements, insert_statement
from warehouse.errors import WarehouseAbsent, WarehouseUnusable
from warehouse.tables.table import Table

if TYPE_CHECKING:
    import psycopg

TYPES = {"text": "TEXT", "integer": "BIGINT", "real": "DOUBLE PRECISION"}
WRITER_LOCK = 7_412_026  # one number that every writer of a warehouse locks
CONNECT_SECONDS = 15
PERCENT = re.compile(r"%(?!\(\w+\)s)")  # of the SQL itself, which names its parameters %(name)s


@dataclass(frozen=True)
class PostgresEngine:
    connection: "psycopg.Connection[Row]"
    location: str
    dialect: str = "postgres"
    can_update: bool = True
    _lock: RLock = field(default_factory=RLock)
    _open_transactions: list[None] = field(default_factory=list)

    def execute(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> None:
        with self._errors():
            self._run(sql, parameters)

    def rows(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        with self._errors():
            return self._run(sql, parameters).fetchall()

    def columns(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> dict[str, NDArray[Any]]:
        with self._errors():
            cursor = self._run(sql, parameters)
            return to_arrays([column.name for column in cursor.description or ()], cursor.fetchall())

    def batches(self, table: str, size: int) -> Iterator[dict[str, NDArray[Any]]]:
        with self._errors(), self.connection.transaction(), self.connection.cursor("rows_of_table") as cursor:
            cursor.execute(f"SELECT * FROM {table}".encode())
            names = [column.name for column in cursor.description or ()]
            while rows := cursor.fetchmany(size):
                yield to_arrays(names, rows)

    def insert(self, table: Table, columns: Columns) -> None:
        names = ", ".join(table.names)
        copied = f"COPY {table.name} ({names}) FROM STDIN".encode()
        with self._errors(), self.connection.cursor() as cursor, cursor.copy(copied) as copy:
            for row in zip(*plain_lists(columns, table.stored), strict=True):
                copy.write_row(row)

    def replace_day(self, table: Table, day: int, sql: str, parameters: Parameters) -> None:
        with self.transaction():
            self.execute(f"DELETE FROM {table.name} WHERE day = :day", {"day": day})
            self.execute(insert_statement(table, sql), parameters)

    def create(self, table: Table) -> None:
        for statement in (create_statement(table, TYPES), *index_statements(table)):
            self.execute(statement)

    def stored_columns(self, table: str) -> list[str]:
        sql = (
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = :name AND table_schema = CURRENT_SCHEMA ORDER BY ordinal_position"
        )
        return [str(name).lower() for (name,) in self.rows(sql, {"name": table})]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._errors():
            if self._open_transactions:
                yield
                return
            self._open_transactions.append(None)
            try:
                with self.connection.transaction():
                    self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
                    yield
            finally:
                self._open_transactions.pop()

    def close(self) -> None:
        self.connection.close()

    def _run(self, sql: str, parameters: Parameters) -> "psycopg.Cursor[Row]":
        statement = translate(sql, self.dialect)
        if parameters:  # then psycopg takes every other percent sign for a placeholder
            statement = re.sub(PERCENT, "%%", statement)
        return self.connection.execute(statement.encode(), dict(parameters) or None)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        import psycopg

        try:
            with self._lock:
                yield
        except psycopg.Error as error:
            raise WarehouseUnusable(f"the warehouse at {self.location} cannot be used: {error}") from error


def open_postgres(url: str, schema: str, read_only: bool = False) -> PostgresEngine:
    """Raises WarehouseAbsent if there is nothing to read, and WarehouseUnusable."""
    import psycopg
    import psycopg.sql

    shown = _without_password(url)
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
        found = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
        if found is None and read_only:
            connection.close()
            raise WarehouseAbsent(f"there is no schema {schema} at {shown}: load events first")
        name = psycopg.sql.Identifier(schema)
        if found is None:
            connection.execute(psycopg.sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
        connection.execute(psycopg.sql.SQL("SET search_path TO {}").format(name))
        connection.execute("SET timezone TO 'UTC'")
    except psycopg.Error as error:
        raise WarehouseUnusable(f"the warehouse at {shown} cannot be opened: {error}") from error
    return PostgresEngine(connection, shown)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = parts.username
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host, query=""))
