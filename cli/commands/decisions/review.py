"""`clausewise decisions review`: stores a human review beside a decision."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, DecisionId, Policies, ReviewActionName, Reviewer

if TYPE_CHECKING:
    from domain.decision import Decision
    from domain.review import Review, ReviewState
    from store.decisions import DecisionStore

ACTOR = "clausewise decisions review"
LetterVersion = Annotated[
    str | None, typer.Option(metavar="VERSION", help="That of the edited letter that this review sends.")
]


def review(
    decision_id: DecisionId,
    action: Annotated[ReviewActionName, typer.Argument(help="What the review does with the verdict.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="The reason, in words the next reader understands.")],
    reviewer: Reviewer,
    clause_id: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A violated clause; repeat the option for several.")
    ] = None,
    replaces: Annotated[
        str | None, typer.Option(metavar="REV", help="The id of the review that this one replaces, if there is one.")
    ] = None,
    letter_version: LetterVersion = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Uphold, overturn or amend a decision. The decision itself does not change; the violation history does."""
    with report_errors():
        from agent.messages.notifications import Notifier
        from agent.open_stores import open_decision_store, open_library, open_router
        from agent.settings import read_settings
        from agent.verdict.review import review_decision
        from cli.views.console import print_result
        from domain.review import ReviewAction

        settings = read_settings(policies=policies)
        library = open_library(settings)
        notifier, router = Notifier(library, settings.messages.release), open_router(settings, library)
        with open_decision_store(settings, notifier, router) as store:
            decision, state = _decision_to_answer(store, decision_id, replaces)
            made = review_decision(
                decision,
                ReviewAction(action),
                reason=reason,
                reviewer=reviewer,
                violated=clause_id or (),
                known_clauses=library.clause_ids,
                previous=state.latest,
            )
            store.review(made, state.version, ACTOR, letter_version=letter_version)
        print_result(_result(made), made, as_json=as_json)


def _result(made: "Review") -> str:
    violated = f", violated: {', '.join(made.violated)}" if made.violated else ""
    return f"{made.decision_id}: {made.outcome.replace('_', ' ')}{violated}"


def _decision_to_answer(
    store: "DecisionStore", decision_id: str, replaces: str | None
) -> "tuple[Decision, ReviewState]":
    """Raises InputError, and shows the review in effect, unless `replaces` names it."""
    from cli.input.decision_lookup import find_decision
    from domain.errors import InputError

    decision = find_decision(store, decision_id).decision
    state = store.reviews.state(decision.decision_id)
    latest = state.latest
    if latest is None and replaces is not None:
        raise InputError(f"{state.decision_id} has no review in effect: leave --replaces out")
    if latest is not None and replaces != latest.review_id:
        outcome = " ".join([latest.outcome.replace("_", " "), *latest.violated])
        made = f"{latest.reviewer}, {latest.reviewed_at:%Y-%m-%d %H:%M} UTC, {latest.action}: {outcome}"
        raise InputError(
            f"{state.decision_id} is reviewed ({made}: {latest.reason!r}): to replace that review, add "
            f"--replaces {latest.review_id}"
        )
    return decision, state
