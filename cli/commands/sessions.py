"""`clausewise sessions`: who is signed in at the desk, and ending their sessions."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsJsonLines

if TYPE_CHECKING:
    from domain.people import DeskSession

ACTOR = "command line"
Person = Annotated[
    str, typer.Argument(metavar="NAME", help="A person's name, or the id of their key or at the identity provider.")
]


def list_sessions(as_json: AsJsonLines = False) -> None:
    """List who is signed in at the desk, by name."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, err, print_table, table

        with open_decision_store(read_settings()) as store:
            sessions = store.people.sessions.list(datetime.now(UTC))
        if as_json:
            echo_json_lines(sessions)
            return
        if not sessions:
            err.print("Nobody is signed in.")
            return
        print_table(table(("Name", "Signed in with", "Since (UTC)", "Last used", "Ends"), map(_cells, sessions)))


def end(person: Person, as_json: AsJson = False) -> None:
    """Sign a person out of the desk on all computers, at once.

    What they typed and the jobs that they have stay theirs.
    """
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import count, err, print_line, print_result
        from domain.errors import InputError
        from policies.parsing.diagnostics import did_you_mean

        now = datetime.now(UTC)
        with open_decision_store(read_settings()) as store:
            sessions = store.people.sessions
            ended = sessions.end_all_of(person, ACTOR, now)
            names = [session.name for session in sessions.list(now)]
        if not ended:
            raise InputError(f'nobody who is signed in is called "{person}"{did_you_mean(person, names)}')
        key_ids = sorted({session.subject for session in ended if session.is_key})
        line = f"{count(len(ended), 'session')} of {ended[0].name} ended"
        print_result(line, {"name": ended[0].name, "ended": len(ended), "key_ids": key_ids}, as_json=as_json)
        for key_id in key_ids:
            print_line(f"The key {key_id} can sign in again; to prevent that: clausewise keys revoke {key_id}", err)


def _cells(session: "DeskSession") -> tuple[str, ...]:
    """Of two sign-ins on one day, the hours tell which is which."""
    times = (session.created_at, session.used_at, session.expires_at)
    way = f"key {session.subject}" if session.is_key else session.subject
    return session.name, way, *(f"{time:%Y-%m-%d %H:%M}" for time in times)
