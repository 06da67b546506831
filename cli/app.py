"""The command line: every command with its name and group. A command imports what is slow when it is called."""

import atexit
import gc
import os
import sys
from collections.abc import Callable, Mapping
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from cli.commands import audit, keys, quality, queues, sessions
from cli.commands.adjudicate import adjudicate
from cli.commands.assess import assess
from cli.commands.decisions.list import list_decisions
from cli.commands.decisions.replay import replay as replay_decision
from cli.commands.decisions.resume import resume
from cli.commands.decisions.review import review
from cli.commands.decisions.show import show as show_decision
from cli.commands.doctor import doctor
from cli.commands.education import report as education_report
from cli.commands.education import retry as education_retry
from cli.commands.erase import erase
from cli.commands.eval.agreement import agreement
from cli.commands.eval.assessments import assessments
from cli.commands.eval.calibrate import calibrate
from cli.commands.eval.check import check as check_dataset
from cli.commands.eval.export_cases import export_cases
from cli.commands.eval.export_preferences import export_preferences
from cli.commands.eval.export_reviews import export_reviews
from cli.commands.eval.gate import compare, gate, save_baseline
from cli.commands.eval.import_cases import import_cases
from cli.commands.eval.report import report as eval_report
from cli.commands.eval.run import run as eval_run
from cli.commands.eval.steer import steer
from cli.commands.index import index
from cli.commands.policies.check import check as check_policies
from cli.commands.policies.diff import diff
from cli.commands.policies.import_policy import import_policy
from cli.commands.policies.lint import lint
from cli.commands.policies.list import list_policies
from cli.commands.policies.replay import replay as replay_policies
from cli.commands.policies.show import show as show_policy
from cli.commands.policies.vocabulary import glossary, vocabulary
from cli.commands.precheck import precheck
from cli.commands.prune import prune
from cli.commands.sample_ecosystem import sample_ecosystem
from cli.commands.search import search
from cli.commands.serve import serve
from cli.creator_groups import CREATOR_GROUPS
from cli.exchange_commands import EXCHANGE_COMMANDS, EXCHANGE_GROUPS
from cli.input.options import Command
from cli.insight_groups import INSIGHT_GROUPS

Commands = Mapping[str, Callable[..., Any]]
HELP = "Decide whether a creator's content violates a platform's policies, clause by clause, with evidence."
EPILOG = """Try the moderator's desk with example cases: **clausewise serve --demo**. Decide a case of your own:
**clausewise adjudicate CASE.yaml**."""
COMMANDS: Commands = {
    "adjudicate": adjudicate,
    "assess": assess,
    "precheck": precheck,
    "search": search,
    "index": index,
    "doctor": doctor,
    "serve": serve,
    "erase": erase,
    "prune": prune,
    **EXCHANGE_COMMANDS,
    "sample-ecosystem": sample_ecosystem,
}
GROUPS: Mapping[str, tuple[str, Commands]] = {
    "policies": (
        "List, check, compare and import policies.",
        {
            "list": list_policies,
            "show": show_policy,
            "check": check_policies,
            "lint": lint,
            "diff": diff,
            "replay": replay_policies,
            "import": import_policy,
            "vocabulary": vocabulary,
            "glossary": glossary,
        },
    ),
    "decisions": (
        "List, show, review and replay stored decisions.",
        {
            "list": list_decisions,
            "show": show_decision,
            "review": review,
            "replay": replay_decision,
            "resume": resume,
        },
    ),
    "eval": (
        "Check labelled cases, and compare verdicts with the labels.",
        {
            "check": check_dataset,
            "agreement": agreement,
            "calibrate": calibrate,
            "run": eval_run,
            "report": eval_report,
            "compare": compare,
            "gate": gate,
            "baseline": save_baseline,
            "import": import_cases,
            "export": export_cases,
            "export-reviews": export_reviews,
            "export-preferences": export_preferences,
            "steer": steer,
            "assessments": assessments,
        },
    ),
    "education": (
        "See whether messages to creators prevent repeats, and deliver one again.",
        {"report": education_report, "retry": education_retry},
    ),
    "queues": (
        "Check the routing of the review queue, and fill it from stored decisions.",
        {"check": queues.check, "fill": queues.fill},
    ),
    "quality": (
        "Keep the golden set, and see how well reviewers and judges do.",
        {
            "report": quality.report,
            "golden": quality.golden,
            "add": quality.add,
            "remove": quality.remove,
            "import": quality.import_cases,
        },
    ),
    **CREATOR_GROUPS,
    "sessions": (
        "See who is signed in at the desk, and sign people out.",
        {"list": sessions.list_sessions, "end": sessions.end},
    ),
    **INSIGHT_GROUPS,
    **EXCHANGE_GROUPS,
    "keys": (
        "Create and revoke the API keys of the service.",
        {"create": keys.create, "list": keys.list_keys, "rotate": keys.rotate, "revoke": keys.revoke},
    ),
    "audit": (
        "Read the audit log of writes, and verify that nobody changed it.",
        {
            "verify": audit.verify,
            "head": audit.head,
            "list": audit.list_entries,
            "rebuild-lists": audit.rebuild_lists,
        },
    ),
}
GC_THRESHOLD = 100_000  # 700 by default


def build_app() -> typer.Typer:
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",  # joins the lines of a paragraph
        help=HELP,
        epilog=EPILOG,
        callback=_main,
    )
    _add(app, COMMANDS)
    groups = {"": app}
    for name, (text, commands) in GROUPS.items():  # `insights strategies` is a group of the group insights
        parent, _, last = name.rpartition(" ")
        groups[name] = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help=text)
        _add(groups[name], commands)
        groups[parent].add_typer(groups[name], name=last)
    return app


def _add(app: typer.Typer, commands: Commands) -> None:
    for name, function in commands.items():
        app.command(name, cls=Command)(function)


def _print_version(requested: bool) -> None:
    if requested:
        from importlib.metadata import version

        typer.echo(f"clausewise {version('clausewise')}")
        raise typer.Exit


def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads spin while they wait and slow the embedder down
    gc.set_threshold(GC_THRESHOLD)  # modules are never garbage, and scanning them takes a fifth of a short command
    atexit.register(gc.freeze)  # prevents a useless collection at exit
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack a character
