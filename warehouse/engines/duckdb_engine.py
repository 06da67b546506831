"""Events in a DuckDB file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from warehouse.engines.arrays import fill_masked
from warehouse.engines.base import NO_PARAMETERS, Columns, Parameters, Row, row_count
from warehouse.engines.dialect import translate
from warehouse.engines.extras import require
from warehouse.engines.statements import create_statement, insert_statement
from warehouse.errors import WarehouseAbsent, WarehouseUnusable
from warehouse.tables.table import Table

if TYPE_CHECKING:
    import duckdb

TYPES = {"text": "TEXT", "integer": "BIGINT", "real": "DOUBLE PRECISION"}
MEMORY = "1500MB"


@dataclass(frozen=True)
class DuckdbEngine:
    """Without unique indexes: they would hold every key in memory. Loading compares keys by a join."""

    connection: "duckdb.DuckDBPyConnection"
    location: str
    dialect: str = "duckdb"
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
            found: dict[str, NDArray[Any]] = self._run(sql, parameters).fetchnumpy()
        return {name: fill_masked(values) for name, values in found.items()}

    def batches(self, table: str, size: int) -> Iterator[dict[str, NDArray[Any]]]:
        last = self.rows(f"SELECT MAX(rowid) FROM {table}")[0][0]
        for start in range(0, -1 if last is None else last + 1, size):
            yield self.columns(f"SELECT * FROM {table} WHERE rowid BETWEEN {start} AND {start + size - 1}")

    def insert(self, table: Table, columns: Columns) -> None:
        rows = {name: columns[name] for name in table.names}
        if row_count(rows) == 0:
            return
        with self._errors():
            self.connection.register("rows_to_insert", rows)
            self._run(insert_statement(table, "SELECT * FROM rows_to_insert"), NO_PARAMETERS)
            self.connection.unregister("rows_to_insert")

    def replace_day(self, table: Table, day: int, sql: str, parameters: Parameters) -> None:
        with self.transaction():
            self.execute(f"DELETE FROM {table.name} WHERE day = :day", {"day": day})
            self.execute(insert_statement(table, sql), parameters)

    def create(self, table: Table) -> None:
        self.execute(create_statement(table, TYPES))

    def stored_columns(self, table: str) -> list[str]:
        sql = "SELECT column_name FROM information_schema.columns WHERE table_name = :name ORDER BY ordinal_position"
        return [str(name).lower() for (name,) in self.rows(sql, {"name": table})]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._errors():
            if self._open_transactions:
                yield
                return
            self.connection.begin()
            self._open_transactions.append(None)
            try:
                yield
            except BaseException:
                self.connection.rollback()
                raise
            else:
                self.connection.commit()
            finally:
                self._open_transactions.pop()

    def close(self) -> None:
        self.connection.close()

    def _run(self, sql: str, parameters: Parameters) -> "duckdb.DuckDBPyConnection":
        return self.connection.execute(translate(sql, self.dialect), dict(parameters) or None)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        import duckdb

        try:
            with self._lock:
                yield
        except duckdb.Error as error:
            raise WarehouseUnusable(f"the warehouse at {self.location} cannot be used: {error}") from error


def open_duckdb(path: Path, read_only: bool = False) -> DuckdbEngine:
    """Raises ExtraMissing, WarehouseAbsent if there is nothing to read, and WarehouseUnusable."""
    require("duckdb", "intelligence")
    import duckdb

    if read_only and not path.is_file():
        raise WarehouseAbsent(f"there is no warehouse at {path}: load events first, by `clausewise warehouse load`")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(path), read_only=read_only)
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")  # it would be printed among a command's own output
    except duckdb.IOException as error:
        raise WarehouseUnusable(
            f"the warehouse at {path} cannot be opened; another process may have opened it, and DuckDB lets one write "
            f"at a time: {error}"
        ) from error
    except (OSError, duckdb.Error) as error:
        raise WarehouseUnusable(f"the warehouse at {path} cannot be opened: {error}") from error
    return DuckdbEngine(connection, str(path))
