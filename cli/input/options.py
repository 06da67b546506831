"""Options and arguments that several commands share, and the former names of options.

The choices repeat those of the domain, whose import takes longer than showing help. A test checks that they are equal.
"""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand
from typer.exceptions import TyperException

MAX_NAME_CHARS = 500  # as the API
RENAMED_OPTIONS = {
    "--clause": ("--clause-id",),
    "--creator": ("--creator-id",),
    "--format": ("--json", "--markdown", "--sarif"),
    "--k": ("--limit",),
    "-k": ("--limit",),
    "--ship": ("--save-precomputed",),
}


class Command(TyperCommand):
    """A command that refuses an option by its former name, with the new one, and that knows `~` in the path of a file
    or folder: a shell leaves the one of `--out=~/runs`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        self._refuse_renamed(ctx, args)
        try:
            left = super().parse_args(ctx, args)
            for name, value in ctx.params.items():
                ctx.params[name] = _expand_home(value)
        except TyperException as error:
            from text.visible_text import visible

            error.message = visible(error.message)
            raise
        return left

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help of typer, and below it examples, exit codes and files."""
        super().format_help(ctx, formatter)
        from cli.manual.every_command import HELP
        from cli.views.help_view import print_help_end

        if shown := HELP.get(_words(ctx)):
            print_help_end(shown)

    def _refuse_renamed(self, ctx: Any, args: list[str]) -> None:
        names = {name for parameter in self.params for name in parameter.opts}
        for argument in args[: args.index("--")] if "--" in args else args:
            option = argument.partition("=")[0]
            new_names = [name for name in RENAMED_OPTIONS.get(option, ()) if name in names]
            if new_names and option not in names:
                ctx.fail(f"No such option: {option}. It was renamed: write {' or '.join(new_names)}.")


def _words(ctx: Any) -> str:
    """Of a command without the name of the program: `policies show`."""
    words: list[str] = []
    while ctx.parent is not None:
        words.insert(0, str(ctx.info_name))
        ctx = ctx.parent
    return " ".join(words)


def _expand_home(value: Any) -> Any:
    """Of a path or a list of paths; other values are returned as they are."""
    if isinstance(value, list):
        return [_expand_home(one) for one in value]
    if not isinstance(value, Path) or not str(value).startswith("~"):
        return value
    from text.files import expand_home

    try:
        return expand_home(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


class JudgeName(StrEnum):
    AUTO = "auto"
    RULES = "rules"
    LOCAL = "local"
    DECISIONS = "decisions"
    LLM = "llm"
    CASCADE = "cascade"
    AGENT = "agent"


class ScopeName(StrEnum):
    DECIDE = "decide"
    READ = "read"
    REVIEW = "review"
    LEAD = "lead"
    POLICY = "policy"
    AUDIT = "audit"
    INSIGHTS = "insights"
    METRICS = "metrics"
    ADMIN = "admin"


class RoleName(StrEnum):
    MODERATOR = "moderator"
    LEAD = "lead"
    POLICY_OWNER = "policy_owner"
    AUDITOR = "auditor"
    ADMIN = "admin"


OutcomeName = Literal["violation", "no_violation", "needs_review"]
ReviewActionName = Literal["uphold", "overturn", "amend"]


def parse_day(text: str) -> date:
    """Of a time, the day that it names in its own zone."""
    from domain.days import check_asked

    try:
        day = datetime.fromisoformat(text).date()
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day: write it as 2026-09-14") from error
    try:
        return check_asked(day)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def parse_folder(text: str) -> Path:
    """Empty text, as of a variable of the shell that is not set, would be the current folder."""
    if not text.strip():
        raise typer.BadParameter("the name of the folder is empty: give one, or . for the current folder")
    return Path(text)


def parse_person(text: str) -> str:
    """The name of a person, on one line: it is shown beside what the person did."""
    from domain.plain_text import is_blank

    if is_blank(text) or len(text) > MAX_NAME_CHARS or not text.isprintable():
        raise typer.BadParameter(f"{text[:MAX_NAME_CHARS]!r} is no name: write 1 to {MAX_NAME_CHARS} letters on a line")
    return text


AsOf = Annotated[
    date | None,
    typer.Option(parser=parse_day, metavar="DAY", help="Use the policies in force on this day, such as 2026-09-14."),
]
CreatorId = Annotated[str | None, typer.Option(metavar="ID", help="The id of the creator.")]
Market = Annotated[str | None, typer.Option(metavar="CODE", help="The code of the market, such as US.")]
Policies = Annotated[
    Path | None, typer.Option(metavar="DIR", help="The folder of policies to use instead of the configured one.")
]
Judge = Annotated[JudgeName, typer.Option(help="The judge; auto is the most capable one that is configured.")]
DatasetFolder = Annotated[
    Path | None,
    typer.Argument(metavar="DATASET", help="A folder of labelled cases; the bundled one by default."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown.")]
AsJsonLines = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
AlreadyJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the command does without it too.")]
MediaDir = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="The folder of the files that a case names; else that of the case file."),
]
Reviewer = Annotated[
    str, typer.Option("--reviewer", parser=parse_person, metavar="NAME", help="The name of the reviewer.")
]
DecisionId = Annotated[str, typer.Argument(metavar="ID", help="The id of a decision, or its first characters.")]


def require_one_format(**formats: bool) -> None:
    """Raises InputError if several output formats are requested, by the names of their options: `csv=True`."""
    from domain.errors import InputError

    given = [f"--{name}" for name, is_given in formats.items() if is_given]
    if len(given) > 1:
        raise InputError(f"{', '.join(given[:-1])} and {given[-1]} are formats: give one of them")
