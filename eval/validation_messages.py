"""The errors of a file that does not match its model, one message each with its place in the file."""

from collections.abc import Iterator

from pydantic import ValidationError


def validation_messages(error: ValidationError, default_place: str = "") -> Iterator[str]:
    """`default_place` is shown for an error of the whole value; without one, its message has no place."""
    for fault in error.errors():
        place = ".".join(map(str, fault["loc"])) or default_place
        message = fault["msg"].removeprefix("Value error, ")
        yield f"{place}: {message}" if place else message
