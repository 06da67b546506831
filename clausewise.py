"""The command line: every command joined under one name."""

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from cli.commands.adjudicate import adjudicate
from cli.commands.audit import app as audit
from cli.commands.decisions.decisions import app as decisions
from cli.commands.doctor import doctor
from cli.commands.education import app as education
from cli.commands.erase import erase
from cli.commands.eval.evaluate import app as evaluate
from cli.commands.index import index
from cli.commands.keys import app as keys
from cli.commands.policies.policies import app as policies
from cli.commands.prune import prune
from cli.commands.search import search
from cli.commands.serve import serve

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Decides a creator's content clause by clause, with proof for the moderator and a way to do better.",
)
app.command()(adjudicate)
app.command()(search)
app.command()(index)
app.command()(doctor)
app.command()(serve)
app.command()(erase)
app.command()(prune)
app.add_typer(policies, name="policies")
app.add_typer(decisions, name="decisions")
app.add_typer(evaluate, name="eval")
app.add_typer(education, name="education")
app.add_typer(keys, name="keys")
app.add_typer(audit, name="audit")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"clausewise {version('clausewise')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads spin while they wait, and starve the embedder's
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter is no reason to fail
