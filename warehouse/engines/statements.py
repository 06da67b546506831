"""Statements that are the same for every database: create a table, insert rows, replace a day."""

from collections.abc import Iterable, Mapping

from warehouse.tables.table import Table


def create_statement(table: Table, types: Mapping[str, str], ending: str = "") -> str:
    columns = ", ".join(f"{column.name} {types[column.type]}" for column in table.stored)
    return f"CREATE TABLE IF NOT EXISTS {table.name} ({columns}){ending}"


def index_statements(table: Table) -> Iterable[str]:
    """The key is unique. Of tables with a time, jobs read days, and tools a creator."""
    yield f"CREATE UNIQUE INDEX IF NOT EXISTS {table.name}_by_key ON {table.name} ({', '.join(table.key)})"
    if table.time:
        yield f"CREATE INDEX IF NOT EXISTS {table.name}_by_day ON {table.name} (day)"
    of_creator = table.time and "creator_id" in table.names and table.key[0] != "creator_id"
    for columns in (*([("creator_id", "day")] if of_creator else []), *table.indexes):
        name = f"{table.name}_by_{columns[0].removesuffix('_id')}"
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {table.name} ({', '.join(columns)})"


def insert_statement(table: Table, sql: str) -> str:
    return f"INSERT INTO {table.name} ({', '.join(table.names)}) {sql}"
