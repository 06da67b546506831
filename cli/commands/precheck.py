"""`clausewise precheck`: checks a draft before it is published; nothing is stored."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsOf, Judge, JudgeName, Market, MediaDir, Policies

if TYPE_CHECKING:
    from agent.precheck import PrecheckReport
    from agent.settings import Settings


def precheck(
    case_file: Annotated[
        Path, typer.Argument(metavar="CASE", help="A draft in YAML or JSON, written as a case; - reads standard input.")
    ],
    market: Market = None,
    as_of: AsOf = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    media_dir: MediaDir = None,
    as_json: AsJson = False,
) -> None:
    """Show what in a draft may violate a clause, why, and how to fix it. It counts for nothing and stores nothing."""
    with report_errors():
        from agent.settings import read_settings
        from cli.input.media_files import media_folder
        from cli.views.console import echo_json
        from cli.views.precheck_view import print_precheck

        folder = media_folder(case_file, media_dir)
        report = _precheck(read_settings(policies=policies), case_file, folder, market, as_of, judge)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_precheck(report)


def _precheck(
    settings: "Settings", case_file: Path, folder: Path | None, market: str | None, as_of: date | None, judge: str
) -> "PrecheckReport":
    from agent.build import build
    from agent.precheck import precheck as check
    from cli.input.case_file import read_case
    from cli.input.media_files import with_media_files
    from cli.views.console import progress

    case = read_case(case_file, settings.max_content_chars, **({} if market is None else {"market": market}))
    case = with_media_files(case, folder)
    with progress("Loading policies") as advance:
        adjudicator = build(settings, judge=judge, progress=advance).adjudicator
    with progress("Checking"):
        return check(adjudicator, case, as_of)
