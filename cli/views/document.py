"""A document of blocks, printed in a terminal or written as Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from text.visible_text import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from cli.views.console import Text

MARKDOWN_SPECIAL = re.compile(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w))")


class Mark(StrEnum):
    """How a piece of text is set off. Removed and added text differ without colour too."""

    PLAIN = "plain"
    DIM = "dim"
    REMOVED = "removed"
    ADDED = "added"
    REMOVED_LINE = "removed line"
    ADDED_LINE = "added line"


MarkedText = tuple[tuple[str, Mark], ...]
STYLES = {
    Mark.DIM: "dim",
    Mark.REMOVED: "red",
    Mark.ADDED: "green",
    Mark.REMOVED_LINE: "red",
    Mark.ADDED_LINE: "green",
}
SIGNS = {
    Mark.REMOVED: ("[-", "-]"),
    Mark.ADDED: ("{+", "+}"),
    Mark.REMOVED_LINE: ("- ", ""),
    Mark.ADDED_LINE: ("+ ", ""),
}
STRIKETHROUGH, BOLD = ("~~", "~~"), ("**", "**")
MARKDOWN = {
    Mark.REMOVED: STRIKETHROUGH,
    Mark.ADDED: BOLD,
    Mark.REMOVED_LINE: STRIKETHROUGH,
    Mark.ADDED_LINE: BOLD,
}


@dataclass(frozen=True)
class Heading:
    level: int
    text: MarkedText


@dataclass(frozen=True)
class Paragraph:
    text: MarkedText


@dataclass(frozen=True)
class LabelledRows:
    """Texts beside their labels. A row without a label continues the row above."""

    rows: tuple[tuple[str, MarkedText], ...]


@dataclass(frozen=True)
class DataTable:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | LabelledRows | DataTable


def plain(text: str, mark: Mark = Mark.PLAIN) -> MarkedText:
    return ((text, mark),)


def print_blocks(blocks: Sequence[Block], *, markdown: bool) -> None:
    """Prints the document on standard output."""
    from cli.views.console import echo_file, out, text_width

    if markdown:
        echo_file(to_markdown(blocks))
        return
    print_document(out, blocks, text_width(out))


def print_document(console: "Console", blocks: Sequence[Block], width: int) -> None:
    for index, block in enumerate(blocks):
        if index and isinstance(block, Heading):
            console.print()
        console.print(_renderable(block), width=width)


def _renderable(block: Block) -> "RenderableType":
    from rich.padding import Padding

    from cli.views.console import labelled_rows, table

    match block:
        case Heading(level, text):
            heading = _styled(text)
            heading.stylize("bold")
            return Padding(heading, (0, 0, 0, 0 if level < 3 else 1), expand=False)
        case Paragraph(text):
            return _styled(text)
        case LabelledRows(rows):
            labelled = labelled_rows((label, _styled(text)) for label, text in rows)
            return Padding(labelled, (0, 0, 0, 3), expand=False)
        case DataTable(columns, cells):
            return Padding(table(columns, cells), (0, 0, 0, 1), expand=False)


def _styled(marked: MarkedText) -> "Text":
    from cli.views.console import Text

    text = Text()
    for piece, mark in marked:
        before, after = SIGNS.get(mark, ("", ""))
        text.append(f"{before}{piece}{after}", style=STYLES.get(mark))
    return text


def to_markdown(blocks: Sequence[Block]) -> str:
    return "\n\n".join("\n".join(_markdown_lines(block)) for block in blocks) + "\n"


def _markdown_lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"{'#' * level} {_markdown(text)}"
        case Paragraph(text):
            yield _markdown(text)
        case LabelledRows(rows):
            for label, text in rows:
                yield f"- {_escaped(label)}: {_markdown(text)}" if label else f"  - {_markdown(text)}"
        case DataTable(columns, cells):
            lines = (columns, tuple("---" for _ in columns), *(tuple(map(_escaped, row)) for row in cells))
            yield from (f"| {' | '.join(line)} |" for line in lines)


def _markdown(marked: MarkedText) -> str:
    return "".join(_enclosed(piece, *MARKDOWN.get(mark, ("", ""))) for piece, mark in marked)


def _enclosed(piece: str, before: str, after: str) -> str:
    return f"{before}{_escaped(piece)}{after}" if piece.strip() else piece


def _escaped(text: str) -> str:
    return MARKDOWN_SPECIAL.sub(r"\\\1", visible(text))
