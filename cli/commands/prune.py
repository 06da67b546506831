"""`clausewise prune`: deletes old batches, idempotency keys, cached answers and jobs of the service."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson

ACTOR = "command line"
AGE = re.compile(r"([1-9][0-9]{0,4})d")


def parse_age(text: str) -> timedelta:
    match = AGE.fullmatch(text)
    if match is None:
        raise typer.BadParameter(f"{text!r} is not an age: write days as 90d")
    return timedelta(days=int(match[1]))


def prune(
    older_than: Annotated[
        timedelta, typer.Option(parser=parse_age, metavar="DAYS", help="The minimum age, in days: 90d.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation. This cannot be undone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete finished batches, idempotency keys, cached answers and jobs. Decisions and the audit log stay."""
    with report_errors():
        from dataclasses import asdict

        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from api.jobs.job_store import prune_jobs
        from cli.views.console import confirm, count, print_result
        from store.pruning import Pruning

        before = datetime.now(UTC) - older_than
        if not yes:
            confirm(f"Prune what finished before {before:%Y-%m-%d}? This cannot be undone")
        settings = read_settings()
        with open_decision_store(settings) as store:
            deleted = Pruning(store.database).prune(before, ACTOR)
        jobs = prune_jobs(settings, before)
        line = (
            f"{count(deleted.batches, 'batch', 'batches')} with {count(deleted.cases, 'case')}, "
            f"{count(deleted.idempotency_keys, 'idempotency key')}, {count(deleted.answers, 'cached answer')}, "
            f"{count(deleted.drafts, 'draft')}, {count(deleted.jobs, 'job')} of the review queue and "
            f"{count(jobs, 'finished job')} pruned"
        )
        print_result(line, {**asdict(deleted), "finished_jobs": jobs, "before": before}, as_json=as_json)
