"""Terminal output: the two consoles, a progress bar, and the building blocks of the views.

Nothing else prints, so that no character of content steers the terminal or hides in it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, Self

import rich.console
import rich.text
import typer
from rich.console import ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table

from text.visible_text import ascii_json, visible

PIPE_WIDTH = 1000
MAX_TEXT_WIDTH = 100  # longer lines are hard to read
MAX_LABEL_WIDTH = 24


class Text(rich.text.Text):
    """Text whose steering and hidden characters are visible before it is measured and wrapped."""

    def __init__(self, text: str = "", *arguments: Any, **options: Any) -> None:
        super().__init__(visible(text), *arguments, **options)

    def append(self, text: "rich.text.Text | str", style: str | Style | None = None) -> Self:
        super().append(visible(text) if isinstance(text, str) else text, style)
        return self


class Console(rich.console.Console):
    """A console without markup. It makes visible whatever the views left."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> rich.text.Text:
        return super().render_str(visible(text), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


out = Console()
err = Console(stderr=True)


def text_width(console: rich.console.Console) -> int:
    return min(console.width, MAX_TEXT_WIDTH)


def print_line(text: str, console: Console = out, style: str | None = None) -> None:
    """Prints the text as it is: no markup, no added line breaks."""
    console.print(text, style=style, markup=False, soft_wrap=True)


def print_table(rows: RenderableType) -> None:
    """Prints a table on standard output. In a pipe, each row stays on one line."""
    console = out if out.is_terminal else Console(width=PIPE_WIDTH)
    console.print(rows)


def echo_json(text: str) -> None:
    """Prints JSON on standard output; it stays the same value, on a terminal of any encoding."""
    typer.echo(ascii_json(text))


def echo_json_lines(values: Iterable[Any]) -> None:
    """Prints each model, dataclass or dictionary as JSON on a line of its own. A number that is not finite is null."""
    from pydantic_core import to_json

    for value in values:
        echo_json(to_json(value, inf_nan_mode="null", fallback=_plain).decode())


def _plain(value: Any) -> Any:
    """Of a number of numpy, the number."""
    return value.item() if hasattr(value, "item") else str(value)


def print_result(line: str, value: Any, *, as_json: bool) -> None:
    """Prints what a command did: the line for people, or the model, dataclass or dictionary as one line of JSON."""
    if as_json:
        echo_json_lines([value])
    else:
        print_line(line)


def echo_file(text: str) -> None:
    """Prints what is meant for a file on standard output: exact in a pipe, visible on a terminal."""
    typer.echo(visible(text) if out.is_terminal else text, nl=False)


def confirm(question: str) -> None:
    """Ends the command unless the person agrees."""
    typer.confirm(visible(question), abort=True, err=True)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yields a callback (done, total). The bar is drawn on standard error, on a terminal only, after a second."""
    if not err.is_terminal:
        yield lambda done, total: None
        return
    from cli.views.progress_bar import DelayedProgress

    with DelayedProgress(console=err, transient=True, redirect_stdout=False, get_time=monotonic) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def section(title: str, *parts: RenderableType, style: str = "bold") -> RenderableType:
    return Padding(Group(Text(title, style=style), *parts), (1, 0, 0, 1))


def labelled_rows(rows: Iterable[tuple[str, str | rich.text.Text]]) -> Table:
    """Each text beside its label; wrapped lines are indented below the text."""
    grid = Table.grid(padding=(0, 1), pad_edge=False)
    grid.add_column(overflow="fold", max_width=MAX_LABEL_WIDTH, style="dim")
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(Text(label), text if isinstance(text, rich.text.Text) else Text(text))
    return grid


def bullets(lines: Iterable[str]) -> RenderableType:
    return Padding(labelled_rows(("•", line) for line in lines), (0, 0, 0, 1))


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str | rich.text.Text]], no_wrap: Collection[int] = (0,)
) -> Table:
    """`no_wrap`: the numbers of the columns that never wrap; the first one, because people copy it."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        grid.add_column(column, no_wrap=index in no_wrap, overflow="fold")
    for row in rows:
        grid.add_row(*(cell if isinstance(cell, rich.text.Text) else Text(cell) for cell in row))
    return grid


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 clause`, `2 clauses`, `1,200 clauses`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def spaced(name: str) -> str:
    """`needs_review` as `needs review`."""
    return name.replace("_", " ")
