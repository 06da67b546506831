"""Terminal output: the two consoles, a progress bar, and the building blocks of the views."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 1000
MAX_TEXT_WIDTH = 100  # longer lines are hard to read
MAX_LABEL_WIDTH = 24

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def text_width(console: Console) -> int:
    return min(console.width, MAX_TEXT_WIDTH)


def print_line(text: str, console: Console = out, style: str | None = None) -> None:
    """Prints the text as it is: no markup, no added line breaks."""
    console.print(text, style=style, markup=False, soft_wrap=True)


def print_table(rows: RenderableType) -> None:
    """Prints a table on standard output. In a pipe, each row stays on one line."""
    console = out if out.is_terminal else Console(highlight=False, width=PIPE_WIDTH)
    console.print(rows)


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


def labelled_rows(rows: Iterable[tuple[str, str | Text]]) -> Table:
    """Each text beside its label; wrapped lines are indented below the text."""
    grid = Table.grid(padding=(0, 1), pad_edge=False)
    grid.add_column(overflow="fold", max_width=MAX_LABEL_WIDTH, style="dim")
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(Text(label), text if isinstance(text, Text) else Text(text))
    return grid


def bullets(lines: Iterable[str]) -> RenderableType:
    return Padding(labelled_rows(("•", line) for line in lines), (0, 0, 0, 1))


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]], no_wrap: Collection[int] = (0,)) -> Table:
    """`no_wrap`: the numbers of the columns that never wrap; the first one, because people copy it."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        grid.add_column(column, no_wrap=index in no_wrap, overflow="fold")
    for row in rows:
        grid.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return grid


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 clause`, `2 clauses`, `1,200 clauses`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def spaced(name: str) -> str:
    """`needs_review` as `needs review`."""
    return name.replace("_", " ")
