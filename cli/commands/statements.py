"""`clausewise statements`: lists, shows, exports and submits statements of reasons."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_BAD_INPUT, EXIT_FAILURE, report_errors
from cli.input.options import AsJson, Policies, parse_day

if TYPE_CHECKING:
    from agent.statements.reader import StatementReader
    from domain.statement import Statement

ACTOR = "command line"
CORRECTED = "see `clausewise statements corrections`"


class StatusName(StrEnum):
    OUTSIDE = "outside"
    INCOMPLETE = "incomplete"
    WAITING = "waiting"
    READY = "ready"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


FirstDay = Annotated[
    date | None,
    typer.Option("--from", parser=parse_day, metavar="DAY", help="Only decisions of this day (UTC) or later."),
]
LastDay = Annotated[
    date | None,
    typer.Option("--to", parser=parse_day, metavar="DAY", help="Only decisions of this day (UTC) or earlier."),
]
Puid = Annotated[
    str, typer.Argument(metavar="ID", help="The puid of the statement, or the id of its decision or its start.")
]
Wait = Annotated[
    float,
    typer.Option(min=0, metavar="SECONDS", help="How long to wait in all for a receiver that is busy or fails."),
]


def list_statements(
    first: FirstDay = None,
    last: LastDay = None,
    status: Annotated[StatusName | None, typer.Option(help="Only statements with this status.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The maximum number of statements.")] = 50,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """List the statements of reasons: one for each decision that restricts something, newest first.

    With --json, one JSON object a line.
    """
    with report_errors():
        from itertools import islice

        from agent.statements.reader import period
        from cli.views.console import echo_json
        from cli.views.statements_view import print_statements

        with open_statements(policies) as reader:
            wanted = (one for one in reader.all(*period(first, last)) if status is None or one.status == status.value)
            if as_json:
                for one in islice(wanted, limit):
                    echo_json(one.model_dump_json())
            else:
                print_statements([*islice(wanted, limit)])


def show(puid: Puid, policies: Policies = None, as_json: AsJson = False) -> None:
    """Show a statement: its text for the creator, its record for the Transparency Database, and what it lacks."""
    with report_errors():
        from agent.statements.corrections import CorrectionReader
        from cli.views.console import echo_json
        from cli.views.statements_view import print_statement
        from domain.errors import InputError

        with open_statements(policies) as reader:
            found = reader.get(puid) or _by_start(reader, puid)
            if found is None and CorrectionReader(reader).get(puid) is not None:
                raise InputError(f"{puid} restricts nothing any more, and the database has its statement: {CORRECTED}")
        if found is None:
            raise InputError(f"there is no statement of reasons {puid}: no decision with this id restricts anything")
        if as_json:
            echo_json(found.model_dump_json(indent=2))
        else:
            print_statement(found)


def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file; by default standard output.")
    ] = None,
    first: FirstDay = None,
    last: LastDay = None,
    policies: Policies = None,
) -> None:
    """Write records for the Transparency Database as JSON Lines, one record a line, oldest decision first.

    Records that lack something are left out and named; the exit code is 2 then.
    """
    with report_errors():
        from agent.statements.reader import period
        from cli.views.statements_view import print_left_out, write_records

        with open_statements(policies) as reader:
            found = [one for one in reader.all(*period(first, last)) if one.record is not None][::-1]
        complete = [one for one in found if not one.errors]
        write_records([one.record for one in complete if one.record is not None], output)
        incomplete = [one for one in found if one.errors]
        if incomplete:
            print_left_out(incomplete)
            raise typer.Exit(EXIT_BAD_INPUT)


def submit(
    first: FirstDay = None,
    last: LastDay = None,
    wait: Wait = 60.0,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Submit the statements that are ready, in batches of at most 100, each all or none.

    A run that was killed, or that got no answer, is settled by the next one: it asks for each statement whose answer is
    not known, so that none is lost and none is stored twice. The exit code is 2 if a statement was refused, and 1 if
    the run ended early.
    """
    with report_errors():
        from agent.settings import read_settings
        from agent.statements.reader import period
        from agent.statements.submission import Submission
        from api.statements.client import open_receiver
        from cli.views.console import echo_json, progress
        from cli.views.statements_view import print_submission

        settings = read_settings(policies=policies)
        receiver, days = open_receiver(settings), period(first, last)
        with open_statements(policies) as reader, progress("Submitting"):
            timeout = settings.statements.timeout_seconds
            run = Submission(reader.submissions, receiver, ACTOR, timeout, wait).run
            report = run(lambda: reader.ready(*days))
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_submission(report)
        if report.stopped or report.refused:
            raise typer.Exit(EXIT_FAILURE if report.stopped else EXIT_BAD_INPUT)


def _by_start(reader: "StatementReader", prefix: str) -> "Statement | None":
    stored = reader.store.find(prefix)
    return reader.get(stored.decision.decision_id) if stored else None


@contextmanager
def open_statements(policies: Path | None) -> "Iterator[StatementReader]":
    from agent.open_stores import open_decision_store, open_library
    from agent.settings import read_settings
    from agent.statements.reader import open_reader

    settings = read_settings(policies=policies)
    library = open_library(settings)
    with open_decision_store(settings) as store:
        yield open_reader(settings, library, store)
