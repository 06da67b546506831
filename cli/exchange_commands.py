"""The commands that exchange data with other systems, with their names."""

from collections.abc import Callable, Mapping
from typing import Any

EXCHANGE_COMMANDS: Mapping[str, Callable[..., Any]] = {}
EXCHANGE_GROUPS: Mapping[str, tuple[str, Mapping[str, Callable[..., Any]]]] = {}
