"""`clausewise policies check`: finds errors and warnings in a corpus."""

import typer

from cli.errors import EXIT_BAD_INPUT, report_errors
from cli.input.options import Policies


def check(policies: Policies = None) -> None:
    """Check a corpus for errors; exit with 2 if there are any."""
    with report_errors():
        from agent.settings import read_settings
        from cli.input.policy_source import load_unchecked
        from cli.views.console import count, print_line
        from cli.views.lint_view import LEVEL_COLOURS, display_location
        from policies.checks.check import check_library
        from policies.checks.problem import Level
        from policies.parsing.source_locations import read_source_locations

        library = load_unchecked(policies)
        problems = check_library(library)
        locations = read_source_locations(read_settings(policies=policies).policies)
        for problem in problems:
            print_line(f"{display_location(locations, problem)}: {problem}", style=LEVEL_COLOURS[problem.level])
        errors = sum(problem.level is Level.ERROR for problem in problems)
        print_line(
            f"{library.name}: {count(len({d.id for d in library.documents}), 'policy', 'policies')}, "
            f"{count(len(library.clauses), 'clause')}, {count(errors, 'error')}, "
            f"{count(len(problems) - errors, 'warning')}; fingerprint {library.fingerprint[:12]}"
        )
        if errors:
            raise typer.Exit(EXIT_BAD_INPUT)
