"""Pieces of the view: lines that hang under their mark, titles, and long words cut short."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


def section(title: str, *parts: RenderableType, style: str = "bold") -> RenderableType:
    return Padding(Group(Text(title, style=style), *parts), (1, 0, 0, 1))


def hanging(rows: Iterable[tuple[str, str | Text]]) -> Table:
    """Each text stands to the right of its mark, on every line of it."""
    grid = Table.grid(padding=(0, 1), pad_edge=False)
    grid.add_column(overflow="fold", max_width=24, style="dim")
    grid.add_column(overflow="fold")
    for mark, text in rows:
        grid.add_row(Text(mark), text if isinstance(text, Text) else Text(text))
    return grid


def bullets(lines: Iterable[str]) -> RenderableType:
    return Padding(hanging(("•", line) for line in lines), (0, 0, 0, 1))


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    """The first column never wraps: it is the one that is copied."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        drawn.add_column(column, no_wrap=place == 0, overflow="fold")
    for row in rows:
        drawn.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return drawn


def count(number: int, one: str, many: str = "") -> str:
    """`1 clause`, `2 clauses`, `1,200 clauses`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
