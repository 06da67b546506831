"""Whether the library of the extra `mcp` is installed."""

from importlib.util import find_spec

from domain.errors import InputError


class McpMissing(InputError):
    """The library of the extra `mcp` is not installed."""


def is_installed() -> bool:
    return find_spec("mcp") is not None


def require_mcp() -> None:
    """Raises McpMissing."""
    if not is_installed():
        raise McpMissing("the MCP server needs a library that is not installed: pip install 'clausewise[mcp]'")
