"""The edge where every named error becomes one message and an exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

BAD_INPUT, FAILURE = 2, 1


@contextmanager
def edge() -> Iterator[None]:
    """Exit code 2 for what the caller can mend, 1 for what failed, the disk included; any other exception is a defect
    and shows."""
    from domain.errors import InputError, OperationError

    try:
        yield
    except InputError as error:
        fail(str(error), BAD_INPUT)
    except OperationError as error:
        fail(str(error), FAILURE)
    except BrokenPipeError:
        raise
    except OSError as error:
        told = f"{error.filename or 'the system'}: {error.strerror or error}"
        fail(f"{told}: free the way, or set CLAUSEWISE_DATA_DIR to another place", FAILURE)


def fail(message: str, code: int) -> None:
    from cli.views.console import err

    err.print("[bold red]clausewise:[/]", end=" ", soft_wrap=True)
    err.print(message, markup=False, soft_wrap=True)
    raise typer.Exit(code)
