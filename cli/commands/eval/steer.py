"""`clausewise eval steer`: whether the verdicts follow an edit of the policies."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, JudgeName, Policies

File = Annotated[Path, typer.Argument(metavar="FILE", help="The pairs, one JSON object per line.")]
Judges = Annotated[
    list[JudgeName] | None,
    typer.Option("--judge", help="The judge; give the option again to compare several. Default: auto."),
]
Limit = Annotated[int | None, typer.Option(min=1, help="The maximum number of pairs, from the first.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="A file for the JSON report.")]
MinFollowed = Annotated[
    float | None, typer.Option(min=0, max=1, metavar="SHARE", help="Exit with 1 if a judge follows less, from 0 to 1.")
]
Concurrency = Annotated[int, typer.Option(min=1, help="Cases decided at the same time.")]


def steer(
    file: File,
    judges: Judges = None,
    limit: Limit = None,
    out: Out = None,
    min_followed: MinFollowed = None,
    concurrency: Concurrency = 2,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Edit the policies as each pair says, decide its cases without and with the edit, and show which decisions follow.

    Nothing is saved and the policies stay as they are: each edit is made in a copy.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import echo_json, progress
        from cli.views.steering_view import failed_gates, print_steering, warn_of_pairs
        from eval.steering.pair import read_pairs
        from eval.steering.run import Steering

        settings = read_settings(policies=policies)
        names = [judge.value for judge in dict.fromkeys(judges or [JudgeName.AUTO])]
        pairs = read_pairs(file)[:limit]
        with progress("Deciding pairs") as advance:
            report = Steering(settings, concurrency).run(pairs, names, str(file), progress=advance)
        warn_of_pairs(report)
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_steering(report, out)
        if failed_gates(report, min_followed):
            raise typer.Exit(EXIT_FAILURE)
