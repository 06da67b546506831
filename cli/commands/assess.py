"""`clausewise assess`: assesses how a creator's account is run."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, Judge, JudgeName, Policies, parse_day

if TYPE_CHECKING:
    from agent.settings import Settings

ACTOR = "command line"
Creator = Annotated[str, typer.Argument(metavar="CREATOR", help="The id of a creator of the warehouse.")]
Day = Annotated[
    date | None,
    typer.Option(parser=parse_day, metavar="DAY", help="Read nothing later than this day; by default the last one."),
]


def assess(
    creator: Creator,
    as_of: Day = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Assess an account over four weeks: where it stands, why, who should look, and what the creator can change."""
    with report_errors():
        from agent.settings import read_settings

        _assess(read_settings(policies=policies), creator, as_of, judge, as_json)


def _assess(settings: "Settings", creator: str, as_of: date | None, judge: str, as_json: bool) -> None:
    from agent.assessment.opening import build_assessor, open_account
    from agent.build import build
    from agent.open_stores import open_decision_store
    from cli.views.console import echo_json, out, progress
    from cli.views.decision_view import print_decision
    from store.decision_log import StoreDecisionLog

    with open_account(settings, creator, as_of) as reader, open_decision_store(settings) as store:
        with progress("Loading policies") as advance:
            clausewise = build(settings, judge="rules", progress=advance)
            assessor = build_assessor(settings, clausewise, judge)
        with progress("Assessing"):
            case, decision = assessor.assess(reader, decision_log=StoreDecisionLog(store, ACTOR))
    if as_json:
        echo_json(decision.model_dump_json(indent=2))
    else:
        print_decision(out, case, decision, clausewise.corpus.library.clauses_of_decision(decision))
