"""The commands that exchange data with other systems, with their names."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.commands import complaints, media, media_bank, notices, statements, transparency
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
            "report": transparency.report,
            "corrections": complaints.corrections,
            "misuse": complaints.misuse,
        },
    ),
    "notices": (
        "Notices of content that led to a decision, and the texts that answer them.",
        {"list": notices.list_notices, "show": notices.show_notice},
    ),
    "complaints": ("Complaints (appeals), and until when each must be answered.", {"list": complaints.list_complaints}),
    "media": ("Pictures, videos and sound of a case.", {"read": media.read}),
    "media bank": (
        "The bank of confirmed violations: hashes of media, never the media.",
        {
            "list": media_bank.list_entries,
            "add": media_bank.add,
            "remove": media_bank.remove,
            "match": media_bank.match,
            "fill": media_bank.fill,
        },
    ),
}
