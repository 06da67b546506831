"""`clausewise policies check`: finds errors and warnings in a corpus."""

from typing import Annotated

import typer

from cli.errors import EXIT_BAD_INPUT, report_errors
from cli.input.options import AsJson, Policies


def check(
    policies: Policies = None,
    show_all: Annotated[bool, typer.Option("--all", help="List every problem, however many there are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check a corpus for errors; exit with 2 if there are any.

    More than ten problems are counted by kind, after the ten that matter first.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.input.policy_source import load_unchecked
        from cli.views.check_view import print_problems, print_problems_json
        from policies.checks.check import check_library
        from policies.checks.problem import Level
        from policies.parsing.source_locations import read_source_locations

        library = load_unchecked(policies)
        problems = check_library(library)
        locations = read_source_locations(read_settings(policies=policies).policies)
        if as_json:
            print_problems_json(library, locations, problems)
        else:
            print_problems(library, locations, problems, show_all=show_all)
        if any(problem.level is Level.ERROR for problem in problems):
            raise typer.Exit(EXIT_BAD_INPUT)
