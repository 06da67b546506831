"""`clausewise insights strategies act`, `labels`, `proposals`, `accept` and `dismiss`."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from cli.commands.insights.strategies.options import Day, Folder, show, strategies_folder
from cli.errors import report_errors
from cli.input.options import AsJson, parse_day

ACTOR = "command line"
Proposal = Annotated[str, typer.Argument(metavar="ID", help="The id of the proposal.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; stored with the proposal.")]
Person = Annotated[str, typer.Option("--person", help="Who decides.")]


class StateName(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


def act(folder: Folder = None, day: Day = None, as_json: AsJson = False) -> None:
    """Put labels, and make proposals, of the hits of a day whose strategy asks for them. Repeating it adds nothing."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.strategy_actions_view import print_act
        from insights.strategies.acting import HitActions
        from insights.strategies.files import read_folder

        settings = read_settings()
        found = read_folder(strategies_folder(settings, folder))
        with open_warehouse(settings, read_only=True) as warehouse, open_decision_store(settings) as store:
            actions = HitActions(warehouse.engine, store.database, found, ACTOR)
            report = actions.act(day_to_read(warehouse.engine, day), datetime.now(UTC))
        show(report, print_act, as_json)


def labels(
    strategy: Annotated[str | None, typer.Argument(metavar="[STRATEGY]", help="Only labels of this strategy.")] = None,
    day: Annotated[
        date | None,
        typer.Option("--day", parser=parse_day, metavar="DAY", help="Only those that hold on it; by default today."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The maximum number of labels.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the labels of strategies that have not expired, newest first.

    With --json, one JSON object a line.
    """
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.strategy_actions_view import print_labels
        from store.strategies.strategy_labels import StrategyLabels

        with open_decision_store(read_settings()) as store:
            found = StrategyLabels(store.database).list(day or datetime.now(UTC).date(), strategy, limit)
        if as_json:
            for one in found:
                echo_json(one.model_dump_json())
        else:
            print_labels(found)


def proposals(
    state: Annotated[StateName, typer.Option(help="Only proposals in this state.")] = StateName.OPEN,
    limit: Annotated[int, typer.Option(min=1, help="The maximum number of proposals.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the proposals of strategies, newest first. Accept or dismiss each with a reason.

    With --json, one JSON object a line.
    """
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.strategy_actions_view import print_proposals
        from domain.strategy_hit import ProposalState
        from store.strategies.proposals import Proposals

        with open_decision_store(read_settings()) as store:
            found = Proposals(store.database).list(ProposalState(state.value), limit=limit)
        if as_json:
            for one in found:
                echo_json(one.model_dump_json())
        else:
            print_proposals(found, state.value)


def accept(proposal_id: Proposal, reason: Reason, person: Person, as_json: AsJson = False) -> None:
    """Accept a proposal: `clausewise insights strategies queue` then makes a review job of it."""
    _answer(proposal_id, reason, person, accepted=True, as_json=as_json)


def dismiss(proposal_id: Proposal, reason: Reason, person: Person, as_json: AsJson = False) -> None:
    """Dismiss a proposal: nothing follows. The strategy proposes the same subject again after four weeks."""
    _answer(proposal_id, reason, person, accepted=False, as_json=as_json)


def _answer(proposal_id: str, reason: str, person: str, *, accepted: bool, as_json: bool) -> None:
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.strategy_actions_view import print_answer
        from domain.errors import InputError
        from domain.strategy_hit import ProposalAnswer
        from store.strategies.proposals import Proposals

        if not reason.strip() or not person.strip():
            raise InputError("an answer needs a reason and a person: give both in words")
        answer = ProposalAnswer(accepted=accepted, reason=reason)
        with open_decision_store(read_settings()) as store:
            found = Proposals(store.database).answer(proposal_id, answer, person, ACTOR, datetime.now(UTC))
        show(found, print_answer, as_json)
