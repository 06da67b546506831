"""`clausewise policies replay`: what another law would have made of past cases, before anybody publishes it."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.policies.diff import SIDE, Form, print_blocks
from cli.errors import FAILURE, edge
from cli.input.options import Judge, JudgeName, Policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agent.backtest.backtest import Failed, Rehearsal
    from agent.backtest.backtest_report import Report
    from agent.backtest.policy_version import Law, Past
    from agent.settings import Settings
    from cli.input.replay_cases import Pasts

MANY = 1_000_000


def replay(
    before: Annotated[str, typer.Option("--from", metavar="A", help=SIDE)],
    after: Annotated[str, typer.Option("--to", metavar="B", help=SIDE)],
    decisions: Annotated[
        Path | None, typer.Option(metavar="DB", help="The record, an SQLite file; the configured one by default.")
    ] = None,
    cases: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A case, or a .jsonl of cases or of labelled cases.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many; of the record, the newest.")] = MANY,
    judge: Judge = JudgeName.AUTO,
    form: Form = "text",
    policies: Policies = None,
) -> None:
    """Decide past cases under two laws, keeping nothing, and list every verdict that flips and why.

    A and B are named as for clausewise policies diff; but a folder without a day applies the law of each case's own
    day. Cases of the record are decided with the creator's signals of then, others with those of the configured
    source. A creator's history is counted as on the case's own day under both laws.
    """
    with edge(), ExitStack() as stack:
        from agent.backtest.backtest import Rehearsal
        from agent.settings import read_settings

        settings = read_settings(policies=policies)
        pasts = _pasts(settings, decisions, cases, limit, stack)
        report = _run(Rehearsal(*_laws(settings, before, after, judge)), pasts, (before, after))
        _print(report, form)
        if report.failures and not report.decided:
            raise typer.Exit(FAILURE)


def _pasts(settings: "Settings", decisions: Path | None, cases: Path | None, limit: int, stack: ExitStack) -> "Pasts":
    from agent.open_stores import build_store
    from cli.input.replay_cases import of_file, of_record
    from domain.errors import InputError

    if cases is not None and decisions is not None:
        raise InputError("give either --cases or --decisions, and not both")
    if cases is not None:
        return of_file(cases, limit, settings.max_content_chars)
    if decisions is not None and not decisions.is_file():
        raise InputError(f"{decisions}: there is no such record: name the clausewise.db of a data directory")
    url = {"database_url": f"sqlite:///{decisions}"} if decisions is not None else {}
    pasts = of_record(stack.enter_context(build_store(settings.model_copy(update=url))), limit)
    if not pasts.total:
        raise InputError("no decision is on record: decide some cases first, or name others with --cases")
    return pasts


def _laws(settings: "Settings", before: str, after: str, judge: str) -> "tuple[Law, Law]":
    """Each corpus joined once, though it may be named for two days."""
    from agent.adjudicator import NoDecisionLog
    from agent.backtest.policy_version import Law
    from agent.build import build
    from cli.input.diff_sources import named
    from cli.views.console import progress

    sides = [named(text, settings.policies) for text in (before, after)]
    with progress("Reading policies") as advance:
        joined = {
            folder: build(
                settings.model_copy(update={"policies": folder}), NoDecisionLog(), judge=judge, progress=advance
            )
            for folder in dict.fromkeys(side.folder.resolve() for side in sides)
        }
    old, new = (Law(joined[side.folder.resolve()], side.day) for side in sides)
    return old, new


def _run(rehearsal: "Rehearsal", pasts: "Pasts", names: tuple[str, str]) -> "Report":
    from agent.backtest.backtest_report import tally
    from cli.views.console import progress

    with progress("Deciding under both") as advance:
        return tally(rehearsal.run(_counted(pasts, advance)), *names)


def _counted(pasts: "Pasts", advance: "Callable[[int, int], None]") -> "Iterator[Past | Failed]":
    for done, past in enumerate(pasts.each):
        advance(done, pasts.total)
        yield past


def _print(report: "Report", form: str) -> None:
    from cli.views.backtest_view import page

    if form == "json":
        typer.echo(report.model_dump_json(indent=2, ensure_ascii=True))
    else:
        print_blocks(page(report), form)
