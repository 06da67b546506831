"""`clausewise queues`: checks the routing of the review queue, and fills the queue from stored decisions."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, Policies

ACTOR = "command line"
Rules = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="A TOML file; without it, the one that the settings name.")
]


def check(rules: Rules = None, policies: Policies = None, as_json: AsJson = False) -> None:
    """Check a file of routing rules; exit with 2 if the service would refuse it.

    A rule that names a clause or a market that the policies do not have is reported too.
    """
    with report_errors():
        from agent.open_stores import open_library
        from agent.queues.policy_names import unknown_names
        from agent.queues.rules_file import BUNDLED_RULES, read_routing_rules
        from agent.settings import read_settings
        from cli.views.console import count, err, print_line, print_result

        settings = read_settings(policies=policies)
        found = read_routing_rules(rules or settings.queues.rules or BUNDLED_RULES)
        unknown = list(unknown_names(found, open_library(settings)))
        for condition, problem in unknown:
            print_line(f"warning: {condition}: {problem}; this rule never fits", err)
        counts = {"queue": len(found.queues), "rule": len(found.rules), "sample": len(found.samples)}
        line = f"{', '.join(count(number, name) for name, number in counts.items())}: no errors"
        warnings = [f"{condition}: {problem}" for condition, problem in unknown]
        values = {f"{name}s": number for name, number in counts.items()}
        print_result(line, {**values, "warnings": warnings}, as_json=as_json)


def fill(policies: Policies = None, as_json: AsJson = False) -> None:
    """Create the jobs of stored decisions that wait for a person and never had one.

    Decisions of the service get their jobs at once. This is for those of an older version, and of the command line.
    """
    with report_errors():
        from datetime import UTC, datetime

        from agent.open_stores import open_decision_store, open_library, open_router
        from agent.settings import read_settings
        from cli.views.console import count, print_result
        from store.queue.fill import QueueFiller

        settings = read_settings(policies=policies)
        router = open_router(settings, open_library(settings))
        with open_decision_store(settings, router=router) as store:
            created = QueueFiller(store.database, router, store.copies).fill(ACTOR, datetime.now(UTC))
        print_result(f"{count(created, 'job')} created", {"created": created}, as_json=as_json)
