"""Answers that come in parts: server-sent events, and JSON Lines."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ServerSentEvent:
    """`name`: evidence, verdict, decision or problem. `data` is that value."""

    name: str
    data: Any


class EventLines:
    """Reads server-sent events line by line, as the HTML standard says; comments and unknown fields are passed over."""

    def __init__(self) -> None:
        self._name, self._data = "message", list[str]()

    def read(self, line: str) -> ServerSentEvent | None:
        """The event that the line ends, if it ends one."""
        if not line:
            return self._finish()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        return None

    def _finish(self) -> ServerSentEvent | None:
        event = ServerSentEvent(self._name, json.loads("\n".join(self._data))) if self._data else None
        self._name, self._data = "message", []
        return event


class Lines:
    """Cuts bytes into lines at line feeds only: JSON may hold the other characters that end a line in Python."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self, part: bytes) -> list[str]:
        """The lines that the part ends."""
        *lines, self._rest = (self._rest + part).split(b"\n")
        return [line.removesuffix(b"\r").decode() for line in lines]

    def last(self) -> list[str]:
        """The line that nothing ended."""
        return [self._rest.decode()] if self._rest else []


class JsonLines:
    """Reads JSON Lines; blank ones are passed over."""

    def read(self, line: str) -> Any:
        """None for a blank line."""
        return json.loads(line) if line.strip() else None


def read_stream(parts: Iterator[bytes], reader: EventLines | JsonLines) -> Iterator[Any]:
    lines = Lines()
    for part in parts:
        for line in lines.read(part):
            if (value := reader.read(line)) is not None:
                yield value
    yield from _at_end(lines, reader)


async def read_stream_async(parts: AsyncIterator[bytes], reader: EventLines | JsonLines) -> AsyncIterator[Any]:
    lines = Lines()
    async for part in parts:
        for line in lines.read(part):
            if (value := reader.read(line)) is not None:
                yield value
    for value in _at_end(lines, reader):
        yield value


def _at_end(lines: Lines, reader: EventLines | JsonLines) -> Iterator[Any]:
    """An event that broke off is none."""
    for line in lines.last():
        if (value := reader.read(line)) is not None:
            yield value
