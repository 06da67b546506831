"""`clausewise policies diff`: what differs between two corpora, or two days of one."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.errors import FAILURE, edge
from cli.input.options import Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.settings import Settings
    from cli.views.document import Block
    from policies.diff.change import Changes
    from policies.diff.side import Side

Form = Annotated[Literal["text", "markdown", "json"], typer.Option("--format", help="How it is printed.")]
SIDE = "A folder of policies, a day, or DIR@DAY."


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=SIDE)],
    after: Annotated[str, typer.Argument(metavar="B", help=SIDE)],
    form: Form = "text",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where they differ.")] = False,
    policies: Policies = None,
) -> None:
    """Compare two laws clause by clause: added, removed, reworded, moved, stricter, milder.

    A and B are folders of policies, or days such as 2026-05-01, which mean the configured corpus (or --policies) as it
    is in force that day; DIR@2026-05-01 is a folder on a day. A folder without a day is taken with the latest version
    of each of its policies, whether in force or not.
    """
    with edge():
        from agent.settings import read_settings
        from policies.diff.comparison import compare

        settings = read_settings(policies=policies)
        changes = compare(_side(before, settings), _side(after, settings))
        _print(changes, form)
        if exit_code and changes:
            raise typer.Exit(FAILURE)


def _side(text: str, settings: "Settings") -> "Side":
    from cli.input.diff_sources import named
    from domain.errors import InputError
    from policies.diff.side import side_of
    from policies.library import load_library

    one = named(text, settings.policies)
    side = side_of(load_library(one.folder), one.day, one.label)
    if not side.documents:
        raise InputError(f"{one.folder}: no policy is in force on {one.day}: see clausewise policies list for its days")
    return side


def _print(changes: "Changes", form: str) -> None:
    from cli.views.diff_view import page

    if form == "json":
        typer.echo(changes.model_dump_json(indent=2, ensure_ascii=True))
    else:
        print_blocks(page(changes, brief=form == "text"), form)


def print_blocks(blocks: "Sequence[Block]", form: str) -> None:
    from cli.views.console import out, text_width
    from cli.views.document import markdown, print_page

    if form == "markdown":
        typer.echo(markdown(blocks), nl=False)
    else:
        print_page(out, blocks, text_width(out))
