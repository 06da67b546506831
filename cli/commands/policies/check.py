"""`clausewise policies check`: finds errors and warnings in a corpus, and tests its examples."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_BAD_INPUT, report_errors
from cli.input.options import AsJson, Policies

if TYPE_CHECKING:
    from pathlib import Path

    from agent.self_test import ExampleResult


def check(
    policies: Policies = None,
    show_all: Annotated[bool, typer.Option("--all", help="List every problem, however many there are.")] = False,
    self_test: Annotated[
        bool,
        typer.Option("--self-test", help="Also let the embedded judge judge each example with itself left out."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check a corpus for errors; exit with 2 if there are any.

    More than ten problems are counted by kind, after the ten that matter first.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.input.policy_source import load_unchecked
        from cli.views.check_view import print_problems, print_problems_json
        from cli.views.self_test_view import print_self_test
        from policies.checks.check import check_library
        from policies.checks.problem import Level
        from policies.parsing.source_locations import read_source_locations

        library = load_unchecked(policies)
        problems = check_library(library)
        failed = any(problem.level is Level.ERROR for problem in problems)
        results = _self_test(policies) if self_test and not failed else None
        locations = read_source_locations(read_settings(policies=policies).policies)
        if as_json:
            print_problems_json(library, locations, problems, results)
        else:
            print_problems(library, locations, problems, show_all=show_all)
            if results is not None:
                print_self_test(results, show_all=show_all)
        if failed:
            raise typer.Exit(EXIT_BAD_INPUT)


def _self_test(policies: "Path | None") -> "tuple[ExampleResult, ...]":
    from datetime import UTC, datetime

    from agent.build import build_corpus
    from agent.self_test import build_self_test
    from agent.settings import read_settings
    from cli.views.console import progress

    with progress("Indexing") as advance:
        corpus = build_corpus(read_settings(policies=policies), advance)
    with progress("Judging the examples of each rule") as advance:
        return build_self_test(corpus, datetime.now(UTC).date()).run(advance)
