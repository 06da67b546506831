"""`clausewise decisions review`: stores a human review beside a decision."""

from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import DecisionId, Policies, ReviewActionName

ACTOR = "clausewise decisions review"


def review(
    decision_id: DecisionId,
    action: Annotated[ReviewActionName, typer.Argument(help="What the review does with the verdict.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="The reason, in words the next reader understands.")],
    reviewer: Annotated[str, typer.Option(metavar="NAME", help="The name of the reviewer.")],
    clause_id: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A violated clause; repeat the option for several.")
    ] = None,
    policies: Policies = None,
) -> None:
    """Uphold, overturn or amend a decision. The decision itself does not change; the violation history does."""
    with report_errors():
        from agent.messages.notifications import Notifier
        from agent.open_stores import open_decision_store, open_library
        from agent.settings import read_settings
        from agent.verdict.review import review_decision
        from cli.input.decision_lookup import find_decision
        from cli.views.console import print_line, spaced
        from domain.review import ReviewAction

        settings = read_settings(policies=policies)
        library = open_library(settings)
        with open_decision_store(settings, Notifier(library, settings.messages.hold_from_severity)) as store:
            decision = find_decision(store, decision_id).decision
            previous = next(reversed(store.reviews.of_decision(decision.decision_id)), None)
            made = review_decision(
                decision,
                ReviewAction(action),
                reason=reason,
                reviewer=reviewer,
                violated=clause_id or (),
                known_clauses=library.clause_ids,
                previous=previous,
            )
            store.review(made, previous, ACTOR)
        violated = f", violated: {', '.join(made.violated)}" if made.violated else ""
        print_line(f"{made.decision_id}: {spaced(made.outcome)}{violated}")
