"""A page reads the same for a terminal and as Markdown; words from outside stay words in both."""

from io import StringIO

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from cli.views.document import Grid, Line, Mark, Rows, Title, markdown, plain, print_page

PAGE = (
    Title(1, plain("Old → new")),
    Line((*plain("two "), ("seen", Mark.DIM))),
    Title(3, plain("A-1")),
    Rows(
        (
            ("text", (("Do not ", Mark.PLAIN), ("say", Mark.GONE), (" ", Mark.PLAIN), ("tell", Mark.NEW))),
            ("examples", plain("1 removed, 1 added")),
            ("", plain("old line", Mark.GONE_LINE)),
            ("", plain("new line", Mark.NEW_LINE)),
        )
    ),
    Grid(("Clause", "Flips"), (("A-1", "2"),)),
)


def printed(width: int = 40) -> list[str]:
    console = Console(file=StringIO(), width=width)
    print_page(console, PAGE, width)
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_terminal_shows_marks_without_colour_too() -> None:
    assert printed() == [
        "Old → new",
        "two seen",
        "",
        " A-1",
        "   text     Do not [-say-] {+tell+}",
        "   examples 1 removed, 1 added",
        "            - old line",
        "            + new line",
        " Clause  Flips",
        " A-1     2",
    ]


def test_markdown_strikes_out_what_is_gone() -> None:
    assert markdown(PAGE).splitlines() == [
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
        "| Clause | Flips |",
        "| --- | --- |",
        "| A-1 | 2 |",
    ]


@pytest.mark.parametrize(
    "said", ["*not bold*", "_nor_ this", "[no](link)", "<b>", "`code`", "a|b", "~~gone~~", "\\", "x_y_z"]
)
def test_what_words_hold_is_not_taken_for_markdown(said: str) -> None:
    (_, inline, _) = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown([Line(plain(said))]))
    assert [(token.type, token.content) for token in inline.children or () if token.type != "text_special"] == [
        ("text", said)
    ]
