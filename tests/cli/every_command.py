"""Walks the command line, for tests: every command that is no group, by its words."""

from collections.abc import Iterator
from typing import Any

import typer

from clausewise import app


def every_command(command: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    command = command or typer.main.get_command(app)
    if not hasattr(command, "commands"):
        yield " ".join(words), command
        return
    for name, child in command.commands.items():
        yield from every_command(child, (*words, name))


COMMANDS = dict(every_command())
