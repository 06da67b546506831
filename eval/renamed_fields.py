"""Refuses the former names of fields in files and names the new ones."""

from collections.abc import Mapping
from typing import Any


def refuse_former_names(values: Any, new_names: Mapping[str, str]) -> Any:
    """The values unchanged. Raises ValueError where a mapping has a key of `new_names`, which maps former to new."""
    former = [name for name in new_names if name in values] if isinstance(values, Mapping) else []
    if former:
        raise ValueError(", ".join(f'"{name}" is now called "{new_names[name]}"' for name in former))
    return values
