"""Records the trace of a command, if the environment asks for it, and says on standard error what was lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from cli.views.console import err, print_line
from tracing.open import open_tracing


@contextmanager
def traced() -> Iterator[None]:
    """Spans inside are sent before it ends; a collector that does not answer costs a moment at most."""
    tracing = open_tracing(_tell_loss, _warn)
    try:
        with tracing.active():
            yield
    finally:
        tracing.close()


def _tell_loss(count: int, _: bool) -> None:
    _warn(f"the collector did not take the trace: {count} spans are lost")


def _warn(problem: str) -> None:
    print_line(f"warning: {problem}", err, style="yellow")
