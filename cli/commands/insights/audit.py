"""`clausewise insights audit`: draws posts by views for people to label, and collects what they found."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, Judge, JudgeName, Policies, parse_day

if TYPE_CHECKING:
    from agent.settings import Settings
    from insights.audits.audit import Audit
    from store.decisions import DecisionStore
    from warehouse.connection import Warehouse

ACTOR = "command line"
Day = Annotated[
    date | None, typer.Option("--day", parser=parse_day, metavar="DAY", help="The day of the views; default: the last.")
]


def draw(
    number: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=5000, help="How many draws.")] = 40,
    as_of: Day = None,
    without: Annotated[
        bool, typer.Option("--without-replacement", help="Draw no post twice (Horvitz and Thompson).")
    ] = False,
    judge: Judge = JudgeName.RULES,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Draw posts at random by their views, and make a review job of each for a person.

    Posts of creators with violations are drawn more often, and each draw is weighted back, so that the violation view
    rate stays unbiased. A post may be drawn twice, but not --without-replacement. A day is drawn once, in one way.
    """
    with report_errors():
        from agent.build import build
        from agent.open_stores import open_decision_store, open_library, open_router
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import count, print_result, progress
        from store.queue.asked_jobs import AskedJobs

        settings = read_settings(policies=policies)
        router = open_router(settings, open_library(settings))
        with open_warehouse(settings) as warehouse, open_decision_store(settings) as store:
            day = day_to_read(warehouse.engine, as_of)
            with progress("Loading policies") as advance:
                clausewise = build(settings, judge=judge, progress=advance)
            jobs = AskedJobs(store.database, router, ACTOR)
            audit = audit_of(settings, warehouse, store)
            report = audit.draw(clausewise.adjudicator, jobs, day, number, ACTOR, replace=not without)
        drawn = f"{count(report.draws, 'draw')} of {report.day}: {count(report.posts, 'post')}"
        print_result(f"{drawn}, {count(report.jobs, 'new job')} in the review queue", report, as_json=as_json)


def collect(as_json: AsJson = False) -> None:
    """Read what people found in the posts that were drawn, for `clausewise insights metrics violation_view_rate`."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.open_warehouse import open_warehouse
        from agent.settings import read_settings
        from cli.views.console import count, print_result

        settings = read_settings()
        with open_warehouse(settings) as warehouse, open_decision_store(settings) as store:
            report = audit_of(settings, warehouse, store).collect()
        line = f"{count(report.labelled, 'draw')} labelled; {report.waiting:,} wait for a person"
        print_result(line, report, as_json=as_json)


def audit_of(settings: "Settings", warehouse: "Warehouse", store: "DecisionStore") -> "Audit":
    from datetime import UTC, datetime

    from agent.open_warehouse import SET_ASIDE_FOLDER
    from insights.audits.audit import Audit
    from warehouse.loading.loader import Loader
    from warehouse.loading.set_aside import SetAsideFile

    now = datetime.now(UTC)
    set_aside = SetAsideFile(settings.data_dir / SET_ASIDE_FOLDER / f"{now:%Y-%m-%dT%H-%M-%S.%f}.csv")
    return Audit(warehouse, Loader(warehouse, set_aside, int(now.timestamp())), store)
