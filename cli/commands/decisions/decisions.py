"""`clausewise decisions`: the record listed, shown, reviewed, and decided again."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.commands.decisions.replay import replay
from cli.commands.decisions.resume import resume
from cli.commands.decisions.review import review
from cli.errors import edge
from cli.input.options import AsJson, DecisionId, Policies, day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.clause import Clause
    from domain.decision import Decision

OutcomeName = Literal["violation", "no_violation", "needs_review"]

app = typer.Typer(no_args_is_help=True, help="List, show, review and replay what was decided.")


@app.command("list")
def list_(
    creator: Annotated[str | None, typer.Option(metavar="ID", help="Of this creator.")] = None,
    outcome: Annotated[OutcomeName | None, typer.Option(help="Of this outcome.")] = None,
    clause: Annotated[str | None, typer.Option(metavar="ID", help="That found this clause broken.")] = None,
    since: Annotated[
        date | None, typer.Option(parser=day, metavar="DAY", help="Made on this day (UTC) or later.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
) -> None:
    """List what was decided, newest first."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from cli.commands.decisions.resume import tell_of_pending
        from cli.input.decision_lookup import decision_table
        from cli.views.console import err, print_rows
        from domain.verdict import Outcome

        with build_store(read_settings()) as store:
            tell_of_pending(store.in_flight)
            summaries = store.list(
                limit,
                creator=creator,
                outcome=Outcome(outcome) if outcome else None,
                clause=clause,
                since=datetime.combine(since, time.min, UTC) if since else None,
            )
        if summaries:
            print_rows(decision_table(summaries))
        else:
            err.print("No decision on record fits.")


@app.command()
def show(decision_id: DecisionId, policies: Policies = None, json: AsJson = False) -> None:
    """Show a decision as it was made."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from cli.input.decision_lookup import recorded
        from cli.views.console import out
        from cli.views.decision_view import show as show_decision
        from cli.views.decision_view import show_reviews

        settings = read_settings(policies=policies)
        with build_store(settings) as store:
            record = recorded(store, decision_id)
            reviews = store.reviews.of(record.decision.decision_id)
        if json:
            typer.echo(record.decision.model_dump_json(indent=2, ensure_ascii=True))
        else:
            show_decision(out, record.case, record.decision, _clauses(settings.policies, record.decision))
            show_reviews(out, reviews)


def _clauses(folder: Path, decision: "Decision") -> "Mapping[str, Clause]":
    """The clauses it was made by; none where the corpus has changed since, for the record has the words of its day."""
    from cli.views.console import err
    from policies.library import load_library

    library = load_library(folder)
    if library.fingerprint == decision.trace.policy_fingerprint:
        return library.behind(decision)
    err.print("The corpus has changed since; the words below are those on record.", style="dim")
    return {}


app.command()(replay)
app.command()(resume)
app.command()(review)
