"""Checks that a source has the columns of a table."""

from collections.abc import Sequence
from difflib import get_close_matches

from warehouse.errors import SourceUnreadable
from warehouse.tables.table import Table


def check_header(source: str, table: Table, names: Sequence[str]) -> None:
    """A nullable column may be left out, and a derived one is ignored. Raises SourceUnreadable."""
    problems = [
        *(_unknown(table, name) for name in names if name not in table.by_name),
        *(f"column {name} is there twice" for name in dict.fromkeys(names) if names.count(name) > 1),
        *(
            f"column {column.name} is missing ({column.meaning[0].lower()}{column.meaning[1:].rstrip('.')})"
            for column in table.columns
            if column.name not in names and not column.nullable
        ),
    ]
    if problems:
        raise SourceUnreadable(f"{source} is no table {table.name}: {'; '.join(problems)}")


def _unknown(table: Table, name: str) -> str:
    columns = [column.name for column in table.columns]
    close = get_close_matches(name, columns, 1)
    hint = f"did you mean {close[0]}?" if close else f"the columns are {', '.join(columns)}"
    return f"unknown column {name!r}, {hint}"
