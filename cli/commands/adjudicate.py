"""`clausewise adjudicate`: one case in, one decision out."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge
from cli.input.options import AsJson, AsOf, Judge, JudgeName, Market, Policies

if TYPE_CHECKING:
    from agent.settings import Settings
    from domain.case import Case


def adjudicate(
    case_file: Annotated[Path | None, typer.Argument(metavar="CASE", help="A case in YAML or JSON.")] = None,
    text: Annotated[str | None, typer.Option(help="Words to judge, in place of a case file.")] = None,
    creator: Annotated[str | None, typer.Option(metavar="ID", help="The creator's id.")] = None,
    market: Market = None,
    as_of: AsOf = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    json: AsJson = False,
) -> None:
    """Decide a case clause by clause, and print the verdict with its proof."""
    with edge():
        from agent.settings import read_settings

        settings = read_settings(policies=policies)
        given = {name: value for name, value in {"creator_id": creator, "market": market}.items() if value is not None}
        _decide(settings, _case(settings, case_file, text, given), as_of, judge, json)


def _case(settings: "Settings", case_file: Path | None, text: str | None, given: dict[str, str]) -> "Case":
    from cli.input.case_file import CaseFileError, case_from_text, read_case

    if case_file is not None and text is None:
        return read_case(case_file, settings.max_content_chars, **given)
    if text is not None and case_file is None:
        return case_from_text(text, settings.max_content_chars, **given)
    raise CaseFileError(
        "give either a case file or --text, and not both, such as: clausewise adjudicate examples/turmeric.yaml"
    )


def _decide(settings: "Settings", case: "Case", as_of: date | None, judge: str, json: bool) -> None:
    from agent.build import build
    from agent.open_stores import build_store
    from cli.commands.decisions.resume import tell_of_pending
    from cli.views.console import out, progress

    with build_store(settings) as store:
        tell_of_pending(store.in_flight)
        with progress("Reading policies") as advance:
            clausewise = build(settings, store, judge=judge, progress=advance)
        with progress("Deciding"):
            decision = clausewise.adjudicator.decide(case, as_of)
    if json:
        typer.echo(decision.model_dump_json(indent=2, ensure_ascii=True))
        return
    from cli.views.decision_view import show

    show(out, case, decision, clausewise.corpus.library.behind(decision))
