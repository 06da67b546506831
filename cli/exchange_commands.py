"""The commands that exchange data with other systems, with their names."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.commands import statements
from cli.commands.mcp import mcp
from cli.commands.schema import schema

EXCHANGE_COMMANDS: Mapping[str, Callable[..., Any]] = {"mcp": mcp, "schema": schema}
EXCHANGE_GROUPS: Mapping[str, tuple[str, Mapping[str, Callable[..., Any]]]] = {
    "statements": (
        "Statements of reasons for the Commission's Transparency Database, and the transparency report.",
        {
            "list": statements.list_statements,
            "show": statements.show,
            "export": statements.export,
            "submit": statements.submit,
            "report": statements.report,
        },
    ),
}
