"""`clausewise insights strategies run` and `hits`: the strategies of a day, and the stored hits."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.insights.strategies.options import Day, Folder, reading, show, strategies_folder
from cli.errors import report_errors
from cli.input.options import AsJson, Judge, JudgeName, Policies

if TYPE_CHECKING:
    from agent.settings import Settings
    from insights.strategies.queueing import HitQueue
    from store.decisions import DecisionStore
    from warehouse.connection import Warehouse

ACTOR = "command line"


def run(folder: Folder = None, day: Day = None, as_json: AsJson = False) -> None:
    """Evaluate the strategies of a day and store each hit once, up to the daily cap. Repeating it adds nothing."""
    with report_errors():
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.strategies_view import print_run
        from insights.strategies.daily_run import run_strategies
        from insights.strategies.files import read_folder

        settings = read_settings()
        found = read_folder(strategies_folder(settings, folder))
        with open_warehouse(settings) as warehouse:
            report = run_strategies(warehouse, found, day_to_read(warehouse.engine, day))
        show(report, print_run, as_json)


def queue(day: Day = None, judge: Judge = JudgeName.RULES, policies: Policies = None, as_json: AsJson = False) -> None:
    """Make a review job of each hit of the day whose strategy asks for one. Repeating it makes no second job.

    A post is decided and an account assessed first, so that a person has something to look at. A strategy that still
    hits a subject asks again after four weeks.
    """
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.strategies_view import print_queue

        settings = read_settings(policies=policies)
        with open_warehouse(settings, read_only=True) as warehouse, open_decision_store(settings) as store:
            queued = _hit_queue(settings, warehouse, store, judge)
            report = queued.queue(day_to_read(warehouse.engine, day), datetime.now(UTC))
        show(report, print_queue, as_json)


def _hit_queue(settings: "Settings", warehouse: "Warehouse", store: "DecisionStore", judge: str) -> "HitQueue":
    from agent.assessment.opening import build_assessor
    from agent.build import build
    from agent.open_creator_models import read_creator_models
    from agent.open_stores import open_library, open_router
    from cli.views.console import progress
    from insights.strategies.queueing import HitQueue
    from store.queue.asked_jobs import AskedJobs

    router = open_router(settings, open_library(settings))
    with progress("Loading policies") as advance:
        clausewise = build(settings, judge=judge, progress=advance)
    return HitQueue(
        engine=warehouse.engine,
        store=store,
        jobs=AskedJobs(store.database, router, ACTOR),
        adjudicator=clausewise.adjudicator,
        assessor=build_assessor(settings, clausewise, "rules"),
        models=read_creator_models(settings),
        actor=ACTOR,
    )


def hits(
    strategy: Annotated[str | None, typer.Argument(metavar="[STRATEGY]", help="Only hits of this strategy.")] = None,
    day: Day = None,
    days: Annotated[int, typer.Option(min=1, max=3650, metavar="N", help="How many days up to that day.")] = 28,
    as_json: AsJson = False,
) -> None:
    """Show the stored hits: how many, of how many creators, and what was done."""
    with report_errors(), reading(day) as (_, warehouse, last):
        from cli.views.strategies_view import print_hits
        from insights.strategies.stored_hits import stored_hits

        show(stored_hits(warehouse.engine, last - days + 1, last, strategy), print_hits, as_json)
