"""A document prints and converts to Markdown; text from outside is never read as Markdown."""

from io import StringIO

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from cli.views.document import (
    DataTable,
    Heading,
    LabelledRows,
    Mark,
    Paragraph,
    plain,
    print_document,
    to_markdown,
)

DOCUMENT = (
    Heading(1, plain("Old → new")),
    Paragraph((*plain("two "), ("seen", Mark.DIM))),
    Heading(3, plain("A-1")),
    LabelledRows(
        (
            ("text", (("Do not ", Mark.PLAIN), ("say", Mark.REMOVED), (" ", Mark.PLAIN), ("tell", Mark.ADDED))),
            ("examples", plain("1 removed, 1 added")),
            ("", plain("old line", Mark.REMOVED_LINE)),
            ("", plain("new line", Mark.ADDED_LINE)),
        )
    ),
    DataTable(("Clause", "Changes"), (("A-1", "2"),)),
)


def printed(width: int = 40) -> list[str]:
    console = Console(file=StringIO(), width=width)
    print_document(console, DOCUMENT, width)
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_terminal_shows_changes_without_colour() -> None:
    assert printed() == [
        "Old → new",
        "two seen",
        "",
        " A-1",
        "   text     Do not [-say-] {+tell+}",
        "   examples 1 removed, 1 added",
        "            - old line",
        "            + new line",
        " Clause  Changes",
        " A-1     2",
    ]


def test_markdown_strikes_out_removed_text() -> None:
    assert to_markdown(DOCUMENT).splitlines() == [
        "# Old → new",
        "",
        "two seen",
        "",
        "### A-1",
        "",
        "- text: Do not ~~say~~ **tell**",
        "- examples: 1 removed, 1 added",
        "  - ~~old line~~",
        "  - **new line**",
        "",
        "| Clause | Changes |",
        "| --- | --- |",
        "| A-1 | 2 |",
    ]


@pytest.mark.parametrize(
    "text", ["*not bold*", "_nor_ this", "[no](link)", "<b>", "`code`", "a|b", "~~gone~~", "\\", "x_y_z"]
)
def test_text_is_not_read_as_markdown(text: str) -> None:
    (_, inline, _) = MarkdownIt("gfm-like", {"linkify": False}).parse(to_markdown([Paragraph(plain(text))]))
    assert [(token.type, token.content) for token in inline.children or () if token.type != "text_special"] == [
        ("text", text)
    ]
