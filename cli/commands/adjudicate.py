"""`clausewise adjudicate`: decides one case."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsOf, CreatorId, Judge, JudgeName, Market, Policies

if TYPE_CHECKING:
    from agent.settings import Settings
    from domain.case import Case

ACTOR = "command line"


def adjudicate(
    case_file: Annotated[
        Path | None, typer.Argument(metavar="CASE", help="A case in YAML or JSON; - reads standard input.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The text to decide, instead of a case file.")] = None,
    creator_id: CreatorId = None,
    market: Market = None,
    as_of: AsOf = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Decide a case clause by clause and print the decision with its evidence."""
    with report_errors():
        from agent.settings import read_settings
        from cli.traced import traced

        settings = read_settings(policies=policies)
        fields = {"creator_id": creator_id, "market": market}
        overrides = {name: value for name, value in fields.items() if value is not None}
        with traced():
            _decide(settings, _case(settings, case_file, text, overrides), as_of, judge, as_json)


def _case(settings: "Settings", case_file: Path | None, text: str | None, overrides: dict[str, str]) -> "Case":
    from cli.input.case_file import CaseFileError, case_from_text, read_case

    if case_file is not None and text is None:
        return read_case(case_file, settings.max_content_chars, **overrides)
    if text is not None and case_file is None:
        return case_from_text(text, settings.max_content_chars, **overrides)
    raise CaseFileError(
        "give either a case file or --text, and not both, such as: clausewise adjudicate examples/turmeric.yaml"
    )


def _decide(settings: "Settings", case: "Case", as_of: date | None, judge: str, as_json: bool) -> None:
    from agent.build import build
    from agent.open_stores import open_decision_store
    from cli.views.console import echo_json, err, out, print_line, progress
    from cli.views.decision_view import print_decision, print_interrupted
    from store.decision_log import StoreDecisionLog

    with open_decision_store(settings) as store:
        print_interrupted(store.in_flight.interrupted())
        with progress("Loading policies") as advance:
            clausewise = build(settings, judge=judge, progress=advance)
        with progress("Deciding"):
            decision = clausewise.adjudicator.decide(case, as_of, decision_log=StoreDecisionLog(store, ACTOR))
    if as_json:
        for warning in decision.trace.warnings:
            print_line(f"warning: {warning}", err, style="yellow")
        echo_json(decision.model_dump_json(indent=2))
    else:
        print_decision(out, case, decision, clausewise.corpus.library.clauses_of_decision(decision))
