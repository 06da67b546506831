"""Writes what a benchmark measured into a page of the documentation, between two comments with the block's name."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from benchmarks.machine import machine

SCALE_PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
OPTION = "--page"  # of a benchmark: write the page too


class NoBlock(ValueError):
    """The page has no block of this name."""


def write_block(name: str, *parts: Table | str, page: Path = SCALE_PAGE) -> None:
    """Tables and lines, in this order. Raises NoBlock."""
    text = page.read_text(encoding="utf-8")
    block = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL)
    if block.search(text) is None:
        raise NoBlock(f"{page.name} has no block <!-- {name} --> … <!-- /{name} -->")
    written = "\n\n".join(as_markdown(part) if isinstance(part, Table) else part for part in parts)
    page.write_text(block.sub(lambda found: f"{found[1]}{written}\n{found[2]}", text), encoding="utf-8")


def as_markdown(table: Table) -> str:
    columns = [[f"{cell}" for cell in column.cells] for column in table.columns]
    rows: list[Sequence[str]] = [[f"{column.header}" for column in table.columns], ["---"] * len(columns)]
    rows += zip(*columns, strict=True)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def measured_on() -> str:
    """When and where, with the load of the machine."""
    return f"Measured on {datetime.now(UTC):%Y-%m-%d}: {machine()}."
