"""The consoles a command prints to, and a progress bar that shows only where something takes long."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console, RenderableType
from rich.progress import Progress

PATIENCE_S = 1.0
WIDEST_ROW = 1000
WIDEST_TEXT = 100  # beyond it, lines are hard to follow

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def text_width(console: Console) -> int:
    return min(console.width, WIDEST_TEXT)


def print_rows(rows: RenderableType) -> None:
    """A table on standard output; in a pipe, which has no edge, each row stays on its line."""
    console = out if out.is_terminal else Console(highlight=False, width=WIDEST_ROW)
    console.print(rows)


class PatientProgress(Progress):
    """Shows nothing until `PATIENCE_S` seconds have gone by."""

    def get_renderables(self) -> Iterable[RenderableType]:
        started = min((task.start_time or 0.0 for task in self.tasks), default=0.0)
        if self.tasks and self.get_time() - started > PATIENCE_S:
            yield from super().get_renderables()


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a callback (done, total); what has no count yet pulses. On standard error, and only on a terminal."""
    bar = PatientProgress(
        console=err, transient=True, redirect_stdout=False, disable=not err.is_terminal, get_time=monotonic
    )
    with bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
