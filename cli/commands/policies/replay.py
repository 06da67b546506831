"""`clausewise policies replay`: a backtest that decides past cases under two policy versions."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.policies.diff import SOURCE_HELP
from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, AsMarkdown, Judge, JudgeName, Policies, require_one_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agent.backtest.backtest import Backtest, FailedCase
    from agent.backtest.backtest_report import BacktestReport
    from agent.backtest.policy_version import PastCase, PolicyVersion
    from agent.settings import Settings
    from cli.input.replay_cases import PastCases

NO_LIMIT = 1_000_000


def replay(
    before: Annotated[str, typer.Option("--from", metavar="A", help=SOURCE_HELP)],
    after: Annotated[str, typer.Option("--to", metavar="B", help=SOURCE_HELP)],
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The decision log, an SQLite file; the configured one if absent."),
    ] = None,
    cases: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A case, or a .jsonl of cases or labelled cases, or - for stdin."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="The maximum number of cases; the newest decisions come first.")
    ] = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
) -> None:
    """Decide past cases under two policy versions without saving, and list every decision that changes, with reasons.

    A and B are named as for clausewise policies diff, but a folder without a day applies the policies in force on the
    day of each case. Cases of the decision log use the creator signals stored with them; other cases use the configured
    source. Both versions count the creator's violation history up to the day of the case.
    """
    with report_errors(), ExitStack() as stack:
        from agent.backtest.backtest import Backtest
        from agent.settings import read_settings

        require_one_format(json=as_json, markdown=as_markdown)
        settings = read_settings(policies=policies)
        past_cases = _past_cases(settings, decisions, cases, limit or NO_LIMIT, stack)
        report = _run(Backtest(*_policy_versions(settings, before, after, judge)), past_cases, (before, after))
        _print(report, as_json, as_markdown)
        if report.failures and not report.decided:
            raise typer.Exit(EXIT_FAILURE)


def _print(report: "BacktestReport", as_json: bool, as_markdown: bool) -> None:
    from cli.views.backtest_view import backtest_document
    from cli.views.console import echo_json
    from cli.views.document import print_blocks

    if as_json:
        echo_json(report.model_dump_json(indent=2))
    else:
        print_blocks(backtest_document(report), markdown=as_markdown)


def _past_cases(
    settings: "Settings", decisions: Path | None, cases: Path | None, limit: int, stack: ExitStack
) -> "PastCases":
    from agent.open_stores import open_decision_store
    from cli.input.replay_cases import from_decision_log, from_file
    from domain.errors import InputError

    if cases is not None and decisions is not None:
        raise InputError("give either --cases or --decisions, and not both")
    if cases is not None:
        return from_file(cases, limit, settings.max_content_chars)
    if decisions is not None and not decisions.is_file():
        raise InputError(f"{decisions}: no such decision log: give the clausewise.db of a data directory")
    url = {"database_url": f"sqlite:///{decisions}"} if decisions is not None else {}
    store = stack.enter_context(open_decision_store(settings.model_copy(update=url)))
    past_cases = from_decision_log(store, limit)
    if not past_cases.total:
        raise InputError("the decision log is empty: decide some cases first, or give others with --cases")
    return past_cases


def _policy_versions(
    settings: "Settings", before: str, after: str, judge: str
) -> "tuple[PolicyVersion, PolicyVersion]":
    """Loads each folder once, also where both versions are days of it."""
    from agent.backtest.backtest import CachedEmbedder
    from agent.backtest.policy_version import PolicyVersion
    from agent.build import build, build_embedder
    from cli.input.policy_source import parse_policy_source
    from cli.views.console import progress

    sources = [parse_policy_source(text, settings.policies) for text in (before, after)]
    embedder = CachedEmbedder(build_embedder(settings.embedder))
    with progress("Loading policies") as advance:
        installations = {
            folder: build(
                settings.model_copy(update={"policies": folder}), judge=judge, embedder=embedder, progress=advance
            )
            for folder in dict.fromkeys(source.folder.resolve() for source in sources)
        }
    old, new = (PolicyVersion(installations[source.folder.resolve()], source.as_of) for source in sources)
    return old, new


def _run(backtest: "Backtest", past_cases: "PastCases", labels: tuple[str, str]) -> "BacktestReport":
    from agent.backtest.backtest_report import build_report
    from cli.views.console import progress

    with progress("Deciding under both versions") as advance:
        return build_report(backtest.run(_with_progress(past_cases, advance)), *labels)


def _with_progress(past_cases: "PastCases", advance: "Callable[[int, int], None]") -> "Iterator[PastCase | FailedCase]":
    for done, case in enumerate(past_cases.cases):
        advance(done, past_cases.total)
        yield case
