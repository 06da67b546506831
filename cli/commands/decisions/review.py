"""`clausewise decisions review`: what a person made of a decision, kept beside it."""

from typing import Annotated

import typer

from cli.errors import edge
from cli.input.options import DecisionId, Policies
from domain.review import ReviewAction


def review(
    decision_id: DecisionId,
    action: Annotated[ReviewAction, typer.Argument(help="What becomes of the verdict.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, in words that the next reader understands.")],
    reviewer: Annotated[str, typer.Option(metavar="NAME", help="Who reviewed it.")],
    clause: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A clause that is broken; give it once for each.")
    ] = None,
    policies: Policies = None,
) -> None:
    """Uphold, overturn or amend a decision; the decision stays as it was, and the ledger follows the review."""
    with edge():
        from dataclasses import replace

        from agent.messages.notifications import Notifier
        from agent.open_stores import build_library, build_store
        from agent.settings import read_settings
        from agent.verdict.review import review as weigh
        from cli.input.decision_lookup import recorded
        from cli.views.console import out

        settings = read_settings(policies=policies)
        library = build_library(settings)
        with build_store(settings) as store:
            record = recorded(store, decision_id)
            decision = record.decision
            before = next(reversed(store.reviews.of(decision.decision_id)), None)
            made = weigh(
                decision,
                action,
                reason=reason,
                reviewer=reviewer,
                violated=clause or (),
                known=library.ids,
                before=before,
            )
            posted = replace(store, postman=Notifier(library, settings.messages.hold_from))
            posted.review(made, before, "clausewise decisions review")
        broken = f", broken: {', '.join(made.violated)}" if made.violated else ""
        told = f"{made.decision_id}: {made.outcome.replace('_', ' ')}{broken}"
        out.print(told, markup=False, soft_wrap=True)
