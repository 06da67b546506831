"""`clausewise notices`: the notices that led to a decision, and the texts that answer them."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.statements import FirstDay, LastDay, open_statements
from cli.errors import report_errors
from cli.input.options import AsJson, Policies

if TYPE_CHECKING:
    from agent.statements.notices import NoticeReader
    from domain.notice_answer import NoticeAnswer


def list_notices(
    first: FirstDay = None,
    last: LastDay = None,
    limit: Annotated[int, typer.Option(min=1, help="The maximum number of notices.")] = 50,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """List the notices (Art. 16) that led to a decision, newest decision first: who sent them and what was decided.

    With --json, one JSON object a line.
    """
    with report_errors():
        from itertools import islice

        from agent.statements.notices import NoticeReader
        from agent.statements.reader import period
        from cli.views.console import echo_json
        from cli.views.redress_view import print_notices

        with open_statements(policies) as reader:
            found = [*islice(NoticeReader(reader).all(*period(first, last)), limit)]
        if as_json:
            for one in found:
                echo_json(one.model_dump_json())
        else:
            print_notices(found)


def show_notice(
    decision_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the decision, or its start.")],
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Show both texts for the notifier: the confirmation of their notice, and the decision with ways to contest it."""
    with report_errors():
        from agent.statements.notices import NoticeReader
        from cli.views.console import echo_json
        from cli.views.redress_view import print_notice
        from domain.errors import InputError

        with open_statements(policies) as reader:
            notices = NoticeReader(reader)
            found = notices.get(decision_id) or _by_start(notices, decision_id)
        if found is None:
            raise InputError(f"no notice led to {decision_id}: `clausewise notices list` shows those that led to one")
        if as_json:
            echo_json(found.model_dump_json(indent=2))
        else:
            print_notice(found)


def _by_start(notices: "NoticeReader", prefix: str) -> "NoticeAnswer | None":
    stored = notices.reader.store.find(prefix)
    return notices.get(stored.decision.decision_id) if stored else None
