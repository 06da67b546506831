"""The edge where every named error becomes one message and an exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape

BAD_INPUT, FAILURE = 2, 1


@contextmanager
def edge() -> Iterator[None]:
    """Exit code 2 for what the caller can mend, 1 for what failed; any other exception is a defect and shows."""
    from domain.errors import InputError, OperationError

    try:
        yield
    except InputError as error:
        fail(str(error), BAD_INPUT)
    except OperationError as error:
        fail(str(error), FAILURE)


def fail(message: str, code: int) -> None:
    Console(stderr=True, soft_wrap=True).print(f"[bold red]clausewise:[/] {escape(message)}")
    raise typer.Exit(code)
