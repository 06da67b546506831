"""Turns every named error into one message and an exit code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

EXIT_FAILURE, EXIT_BAD_INPUT = 1, 2


@contextmanager
def report_errors() -> Iterator[None]:
    """Exits with 2 for invalid input and with 1 for a failed operation or file. Other exceptions are bugs and pass."""
    from domain.errors import InputError, OperationError

    try:
        yield
    except InputError as error:
        fail(str(error), EXIT_BAD_INPUT)
    except OperationError as error:
        fail(str(error), EXIT_FAILURE)
    except BrokenPipeError:
        raise
    except OSError as error:
        from cli.os_errors import describe_os_error

        fail(describe_os_error(error), EXIT_FAILURE)


def fail(message: str, code: int) -> NoReturn:
    from cli.views.console import err, print_line

    err.print("clausewise:", style="bold red", end=" ", soft_wrap=True)
    print_line(message, err)
    raise typer.Exit(code)
