"""The console a command prints to, and a progress bar that shows only where something takes long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import Progress

PATIENCE_S = 1.0

out = Console(soft_wrap=False, highlight=False)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a callback (done, total); the bar appears on standard error once `PATIENCE_S` seconds have gone by."""
    started = monotonic()
    with Progress(console=Console(stderr=True), transient=True, disable=False) as bar:
        task = bar.add_task(title, total=None, visible=False)

        def advance(done: int, total: int) -> None:
            late = monotonic() - started > PATIENCE_S
            bar.update(task, completed=done, total=total, visible=late)

        yield advance
