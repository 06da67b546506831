"""A page of findings in blocks, written once and printed for a terminal or as Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

SPECIAL = re.compile(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w))")


class Mark(StrEnum):
    """How words are set off; what is gone and what is new are told apart without colour too."""

    PLAIN = "plain"
    DIM = "dim"
    GONE = "gone"
    NEW = "new"
    GONE_LINE = "gone line"
    NEW_LINE = "new line"


Words = tuple[tuple[str, Mark], ...]
STYLES = {Mark.DIM: "dim", Mark.GONE: "red", Mark.NEW: "green", Mark.GONE_LINE: "red", Mark.NEW_LINE: "green"}
SIGNS = {Mark.GONE: ("[-", "-]"), Mark.NEW: ("{+", "+}"), Mark.GONE_LINE: ("- ", ""), Mark.NEW_LINE: ("+ ", "")}
OLD, NEW = ("~~", "~~"), ("**", "**")
MARKDOWN = {Mark.GONE: OLD, Mark.NEW: NEW, Mark.GONE_LINE: OLD, Mark.NEW_LINE: NEW}


@dataclass(frozen=True)
class Title:
    level: int
    words: Words


@dataclass(frozen=True)
class Line:
    words: Words


@dataclass(frozen=True)
class Rows:
    """Words beside what they are called, below the title before; without a name they belong to the row above."""

    rows: tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class Grid:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Title | Line | Rows | Grid


def plain(text: str, mark: Mark = Mark.PLAIN) -> Words:
    return ((text, mark),)


def print_page(console: "Console", blocks: Sequence[Block], width: int) -> None:
    for place, block in enumerate(blocks):
        if place and isinstance(block, Title):
            console.print()
        console.print(_drawn(block), width=width)


def _drawn(block: Block) -> "RenderableType":
    from rich.padding import Padding

    from cli.views.layout import hanging, table

    match block:
        case Title(level, words):
            text = _text(words)
            text.stylize("bold")
            return Padding(text, (0, 0, 0, 0 if level < 3 else 1), expand=False)
        case Line(words):
            return _text(words)
        case Rows(rows):
            return Padding(hanging((label, _text(words)) for label, words in rows), (0, 0, 0, 3), expand=False)
        case Grid(columns, rows):
            return Padding(table(columns, rows), (0, 0, 0, 1), expand=False)


def _text(words: Words) -> "Text":
    from rich.text import Text

    text = Text()
    for said, mark in words:
        before, after = SIGNS.get(mark, ("", ""))
        text.append(f"{before}{said}{after}", style=STYLES.get(mark))
    return text


def markdown(blocks: Sequence[Block]) -> str:
    return "\n\n".join("\n".join(_written(block)) for block in blocks) + "\n"


def _written(block: Block) -> Iterator[str]:
    match block:
        case Title(level, words):
            yield f"{'#' * level} {_inline(words)}"
        case Line(words):
            yield _inline(words)
        case Rows(rows):
            yield from (
                f"- {_escaped(name)}: {_inline(said)}" if name else f"  - {_inline(said)}" for name, said in rows
            )
        case Grid(columns, rows):
            lines = (columns, tuple("---" for _ in columns), *(tuple(map(_escaped, row)) for row in rows))
            yield from (f"| {' | '.join(line)} |" for line in lines)


def _inline(words: Words) -> str:
    return "".join(_enclosed(said, *MARKDOWN.get(mark, ("", ""))) for said, mark in words)


def _enclosed(said: str, before: str, after: str) -> str:
    return f"{before}{_escaped(said)}{after}" if said.strip() else said


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
