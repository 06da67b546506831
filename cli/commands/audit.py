"""`clausewise audit`: reads the audit log of writes, and verifies its hash chain and what is stored."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AlreadyJson, AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.audit import AuditHead, ChainVerification
    from store.audit_comparison import StoredComparison

FIELDS = ("number", "actor", "action", "subject", "before", "after")
DIGEST_CHARS = 64
ACTOR = "command line"


def verify(
    head: Annotated[
        str | None,
        typer.Option(metavar="DIGEST|FILE", help="A saved head, or a file of them, that the log must still contain."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify the hash chain, that what is stored is as the log says, and the lists as it is stored; exit 1 if not."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines
        from store.audit_comparison import compare_with_log

        heads = () if head is None else tuple(_saved_heads(head))
        with open_decision_store(read_settings()) as store:
            result = store.audit.verify(*heads)
            stored = None if result.error else compare_with_log(store.database)
        if as_json:
            compared = None if stored is None else asdict(stored)
            echo_json_lines([{**asdict(result), "intact": not result.error, "stored": compared}])
        else:
            _print(result, stored)
        if stored is None or stored.problems:
            raise typer.Exit(EXIT_FAILURE)


def _print(result: "ChainVerification", stored: "StoredComparison | None") -> None:
    """`stored` is None if the chain itself is not intact."""
    from cli.views.console import count, err, print_line
    from store.audit_comparison import MAX_PROBLEMS

    if stored is None:
        print_line(f"clausewise: the audit log is not intact: {result.error}", err)
        return
    for problem in stored.problems:
        print_line(f"clausewise: {problem}", err)
    if len(stored.problems) == MAX_PROBLEMS:
        print_line(f"clausewise: only the first {MAX_PROBLEMS} are listed", err)
    else:
        print_line(f"{count(stored.covered, 'decision')} as logged{_not_covered(stored.not_covered)}")
    print_line(f"{count(result.entries, 'entry', 'entries')}, intact; the head is {result.head}")


def _not_covered(number: int) -> str:
    if not number:
        return ""
    return f", {number:,} without a digest in the log (made by version 0.2.0 or older)"


def head(
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Append it to this file instead of printing it.")
    ] = None,
    as_json: AlreadyJson = False,
) -> None:
    """Print the number and digest of the last entry: saved elsewhere, they show later that the end was cut off."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json

        with open_decision_store(read_settings()) as store:
            line = store.audit.head().to_json()
        if file is None:
            echo_json(line)
        else:
            with file.open("a", encoding="utf-8") as heads:
                heads.write(f"{line}\n")


def rebuild_lists(as_json: AsJson = False) -> None:
    """Write the lists of decisions and all counts anew, from decisions and reviews. Stop the service before."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, err, print_line
        from store.audit import AuditLog
        from store.listing.rebuild import rebuild_listing

        with open_decision_store(read_settings()) as store, store.database.write_transaction() as session:
            AuditLog(store.database).append(session, ACTOR, "lists.rebuild", "lists")
            rebuild_listing(session.connection())
        if as_json:
            echo_json_lines([{"rebuilt": True}])
        else:
            print_line("the lists and counts are written anew", err)


def list_entries(as_json: AlreadyJson = False) -> None:
    """Print every entry as one line of JSON, oldest first."""
    with report_errors():
        import json

        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json

        with open_decision_store(read_settings()) as store:
            for entry in store.audit.entries():
                fields = {name: getattr(entry, name) for name in FIELDS}
                echo_json(json.dumps({"created_at": entry.created_at.isoformat(), **fields}))


def _saved_heads(text: str) -> "Iterator[AuditHead]":
    """A digest, or the lines of a file. Raises InputError."""
    from domain.errors import InputError
    from store.audit import AuditHead

    if len(text) == DIGEST_CHARS and all(character in "0123456789abcdef" for character in text):
        yield AuditHead(None, text)
        return
    try:
        lines = Path(text).expanduser().read_text(encoding="utf-8-sig").split("\n")
    except (OSError, RuntimeError, UnicodeDecodeError) as error:
        raise InputError(f"--head {text}: neither a digest of 64 hexadecimal digits nor a file of heads") from error
    heads = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    if not heads:
        raise InputError(f"--head {text}: the file is empty: save a head with clausewise audit head --file {text}")
    for number, line in heads:
        try:
            yield AuditHead.from_json(line)
        except ValueError as error:
            message = "not a head: write what clausewise audit head prints, one on each line"
            raise InputError(f"{text}:{number}: {message}") from error
