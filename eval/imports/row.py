"""A row of a foreign file: its place, and its fields by name, whatever they were nested in."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class ForeignRow(NamedTuple):
    """`place` is a line or an entry, as the file counts them."""

    place: str
    fields: Mapping[str, Any]


def flat(**parts: Any) -> dict[str, Any]:
    """The fields of several parts in one: a part that is no mapping stands under its own name, and an earlier part goes
    before a later one."""
    fields: dict[str, Any] = {}
    for name, part in parts.items():
        told = part if isinstance(part, Mapping) else {name: part}
        fields = {**told, **fields}
    return {name: value for name, value in fields.items() if value is not None}
