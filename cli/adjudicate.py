"""`clausewise adjudicate`: one case in, one decision out."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.edge import edge


def adjudicate(
    case_file: Annotated[Path | None, typer.Argument(metavar="CASE", help="A case in YAML or JSON.")] = None,
    text: Annotated[str | None, typer.Option(help="Words to judge, in place of a case file.")] = None,
    creator: Annotated[str | None, typer.Option(help="The creator's id.")] = None,
    market: Annotated[str | None, typer.Option(help="The market's code, such as US.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Decide by the law of this day.")] = None,
    judge: Annotated[str, typer.Option(help="Who judges: auto, rules or local.")] = "auto",
    policies: Annotated[Path | None, typer.Option(help="A corpus folder in place of the bundled one.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Decide a case clause by clause, and print the verdict with its proof."""
    with edge():
        _adjudicate(case_file, text, creator, market, as_of.date() if as_of else None, judge, policies, json)


def _adjudicate(
    case_file: Path | None,
    text: str | None,
    creator: str | None,
    market: str | None,
    as_of: date | None,
    judge: str,
    policies: Path | None,
    json: bool,
) -> None:
    from agent.build import build, build_store, read_settings
    from cli.case_file import CaseFileError, case_from_text, read_case
    from cli.console import out, progress

    settings = read_settings(policies=policies)
    given = {name: value for name, value in {"creator_id": creator, "market": market}.items() if value is not None}
    if (case_file is None) == (text is None):
        raise CaseFileError(
            "give either a case file or --text, and not both: clausewise adjudicate examples/turmeric.yaml"
        )
    if case_file is not None:
        case = read_case(case_file, settings.max_content_chars, **given)
    else:
        case = case_from_text(text or "", settings.max_content_chars, **given)
    with build_store(settings) as store:
        with progress("Reading policies") as advance:
            clausewise = build(settings, store, judge=judge, progress=advance)
        decision = clausewise.adjudicator.decide(case, as_of)
    if json:
        typer.echo(decision.model_dump_json(indent=2))
        return
    from cli.view import show

    show(out, case, decision, clausewise.clauses_of(decision))
