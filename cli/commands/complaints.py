"""`clausewise complaints`, and the commands of statements on corrections and misuse."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.statements import FirstDay, LastDay, open_statements
from cli.errors import report_errors
from cli.input.options import AsJson, Policies, parse_day

if TYPE_CHECKING:
    from pathlib import Path

    from domain.complaint import Complaint


def list_complaints(
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose time to answer has passed.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Also those that are answered.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="The maximum number of complaints.")] = 50,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """List the complaints (Art. 20: appeals) that wait for an answer, oldest first, each with its times.

    With --json, one JSON object a line.
    """
    with report_errors():
        from itertools import islice

        from cli.views.console import echo_json
        from cli.views.redress_view import print_complaints

        found = _complaints(policies, everything=everything)
        chosen = [*islice((one for one in found if one.overdue or not overdue), limit)]
        if as_json:
            for one in chosen:
                echo_json(one.model_dump_json())
        else:
            print_complaints(chosen)


def _complaints(policies: "Path | None", *, everything: bool) -> "list[Complaint]":
    from datetime import UTC, datetime

    from agent.settings import read_settings
    from agent.statements.complaints import ComplaintReader

    with open_statements(policies) as reader:
        days = read_settings(policies=policies).statements.answer_days
        complaints = ComplaintReader(reader.store, reader.builder.library, days)
        return [*complaints.all(datetime.now(UTC), open_only=not everything)]


def corrections(
    first: FirstDay = None, last: LastDay = None, policies: Policies = None, as_json: AsJson = False
) -> None:
    """List the statements that the Transparency Database has and that a later review took back or changed.

    That database has no way to withdraw or update a statement. With --json, one JSON object a line.
    """
    with report_errors():
        from agent.statements.corrections import CorrectionReader
        from agent.statements.reader import period
        from cli.views.console import echo_json
        from cli.views.redress_view import print_corrections

        with open_statements(policies) as reader:
            found = [*CorrectionReader(reader).all(*period(first, last))]
        if as_json:
            for one in found:
                echo_json(one.model_dump_json())
        else:
            print_corrections(found)


def misuse(
    day: Annotated[
        date | None,
        typer.Option("--to", parser=parse_day, metavar="DAY", help="The last day of the period; by default today."),
    ] = None,
    account: Annotated[
        str | None, typer.Option("--account", metavar="ID", help="Only this creator or notifier.")
    ] = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Show who often posts illegal content, or complains or notifies without reason (Art. 23), with the reasons.

    Nothing is suspended by it: a person decides.
    """
    with report_errors():
        from datetime import UTC, datetime

        from agent.settings import read_settings
        from agent.statements.misuse import MisuseReader
        from agent.statements.misuse_thresholds import read_thresholds
        from cli.views.console import echo_json
        from cli.views.redress_view import print_misuse

        thresholds = read_thresholds(read_settings(policies=policies).statements.misuse)
        with open_statements(policies) as reader:
            found = MisuseReader(reader, thresholds).report(day or datetime.now(UTC).date(), account)
        if as_json:
            echo_json(found.model_dump_json(indent=2))
        else:
            print_misuse(found)
