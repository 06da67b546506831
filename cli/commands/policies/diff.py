"""`clausewise policies diff`: compares two corpora, or one corpus on two days."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, AsMarkdown, Policies, require_one_format

if TYPE_CHECKING:
    from agent.settings import Settings
    from policies.diff.side import Side

SOURCE_HELP = "A folder of policies, a day, or DIR@DAY."


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=SOURCE_HELP)],
    after: Annotated[str, typer.Argument(metavar="B", help=SOURCE_HELP)],
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if they differ.")] = False,
    policies: Policies = None,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
) -> None:
    """Compare two policy versions clause by clause: added, removed, moved, reworded, stricter, milder.

    A and B are folders of policies, or days such as 2026-05-01. A day means the policies of the configured corpus (or
    of --policies) in force on that day. DIR@2026-05-01 means a folder on a day. A folder without a day stands for the
    latest version of each of its policies, in force or not.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.diff_view import diff_document
        from cli.views.document import print_blocks
        from policies.diff.comparison import compare_sides

        require_one_format(json=as_json, markdown=as_markdown)
        settings = read_settings(policies=policies)
        found = compare_sides(_side(before, settings), _side(after, settings))
        if as_json:
            echo_json(found.model_dump_json(indent=2))
        else:
            print_blocks(diff_document(found, short=not as_markdown), markdown=as_markdown)
        if exit_code and found:
            raise typer.Exit(EXIT_FAILURE)


def _side(text: str, settings: "Settings") -> "Side":
    from cli.input.policy_source import parse_policy_source
    from domain.errors import InputError
    from policies.diff.side import side_of
    from policies.library import load_library

    source = parse_policy_source(text, settings.policies)
    side = side_of(load_library(source.folder), source.as_of, source.label)
    if not side.documents:
        where = f"{source.folder}: no policy is in force on {source.as_of}"
        raise InputError(f"{where}: clausewise policies list shows when they are")
    return side
