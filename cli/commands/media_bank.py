"""`clausewise media bank`: hashes of media in which people confirmed a violation; never the media."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsJsonLines, Policies, Reviewer

if TYPE_CHECKING:
    from agent.settings import Settings
    from domain.media_bank import BankEntry
    from store.decisions import DecisionStore

ACTOR = "clausewise media bank"
What = Annotated[
    str, typer.Argument(metavar="DECISION|FILE", help="The id of a decision whose case has media, or a file.")
]
Clause = Annotated[str, typer.Option("--clause-id", metavar="ID", help="The clause that the medium violates.")]


def parse_note(text: str) -> str:
    """As the API checks it."""
    from pydantic import TypeAdapter, ValidationError

    from domain.media_bank import Note

    try:
        return TypeAdapter[str](Note).validate_python(text)
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"].removeprefix("Value error, ")) from error


NoteText = Annotated[
    str, typer.Option("--note", parser=parse_note, metavar="TEXT", help="What the next reader should know.")
]
OfClause = Annotated[str | None, typer.Option("--clause-id", metavar="ID", help="Only entries of this clause.")]
EntryId = Annotated[str, typer.Argument(metavar="ENTRY", help="The id of an entry, as `list` shows it.")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pictures and videos to look up.")]


def list_entries(
    clause_id: OfClause = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 100,
    as_json: AsJsonLines = False,
) -> None:
    """List the entries of the bank, the newest first."""
    with report_errors(), _opened() as (store, _):
        from cli.views.console import echo_json_lines, print_line, print_table, table
        from store.media_bank.bank import MediaBank

        bank = MediaBank(store.database)
        entries = bank.list(clause_id, limit)
        if as_json:
            echo_json_lines(entries)
        elif not entries and clause_id is not None and bank.list(limit=1):
            print_line(f"The bank has no entry of the clause {clause_id}.")
        elif not entries:
            print_line("The bank is empty: `clausewise media bank fill` adds what reviews confirmed.")
        else:
            columns = ("Entry", "Clause", "Decision", "Medium", "Added", "By", "Hashes", "Note")
            print_table(table(columns, map(_row, entries), no_wrap=(0,)))


def add(
    what: What,
    clause_id: Clause,
    reviewer: Reviewer,
    media_id: Annotated[str | None, typer.Option(metavar="ID", help="Which medium of the decision's case.")] = None,
    note: NoteText = "",
    policies: Policies = None,
    as_json: AsJsonLines = False,
) -> None:
    """Add media of a decision, or a file, by hand: a person has seen the violation."""
    with report_errors(), _opened(policies) as (store, settings):
        from datetime import UTC, datetime

        from agent.media_bank.adding import Addition, BankAdding
        from agent.media_bank.file_hashes import hash_files
        from agent.open_stores import open_library
        from cli.input.decision_lookup import find_decision
        from cli.views.console import echo_json_lines, print_line
        from store.media_bank.bank import MediaBank

        adding = BankAdding(MediaBank(store.database), open_library(settings))
        addition, now = Addition(clause_id, reviewer, note, media_id), datetime.now(UTC)
        if Path(what).is_file():
            (media,) = hash_files([Path(what)], settings.media)
            added = adding.add_file(media, addition, ACTOR, now)
        else:
            added = adding.add_decision(find_decision(store, what), addition, ACTOR, now)
        if as_json:
            echo_json_lines(added)
            return
        for entry in added:
            print_line(f"{entry.entry_id}: {entry.media_id} violates {entry.clause_id}, {len(entry.hashes)} hashes")
        if not added:
            print_line("It is in the bank already.")


def remove(entry_id: EntryId, as_json: AsJson = False) -> None:
    """Take an entry out of the bank, with its hashes. What a review put there is not added again."""
    with report_errors(), _opened() as (store, _):
        from datetime import UTC, datetime

        from cli.views.console import print_result
        from store.media_bank.bank import MediaBank

        entry = MediaBank(store.database).remove(entry_id, ACTOR, datetime.now(UTC))
        print_result(f"{entry_id} is no longer in the bank", entry, as_json=as_json)


def match(files: Files, as_json: AsJsonLines = False) -> None:
    """Look files up in the bank: equal ones, and near ones by their perceptual hashes."""
    with report_errors(), _opened() as (store, settings):
        from agent.media_bank.adding import find_in_bank
        from agent.media_bank.file_hashes import hash_files
        from agent.media_bank.words import sentence
        from cli.views.console import echo_json_lines, err, print_line
        from store.media_bank.bank import MediaBank

        read = hash_files(files, settings.media)
        found = find_in_bank(MediaBank(store.database), read)
        if as_json:
            echo_json_lines(found)
        else:
            for one in found:
                print_line(sentence(one))
            if not found:
                print_line("None of these is in the bank.")
        for media in read:
            if media.gap:
                print_line(f"{media.id} {media.gap}", err)


def fill(as_json: AsJsonLines = False) -> None:
    """Add what reviews confirmed and nobody can appeal any more. A service does this by itself."""
    with report_errors(), _opened() as (store, _):
        from datetime import UTC, datetime

        from agent.media_bank.filling import BankFilling
        from cli.views.console import count, echo_json_lines, print_line

        filled = BankFilling(store).run(ACTOR, datetime.now(UTC))
        if as_json:
            echo_json_lines(filled.added)
            return
        waiting = count(filled.waiting, "confirmed decision")
        print_line(f"Added: {len(filled.added)}. Waiting for the end of the time to appeal: {waiting}.")


@contextmanager
def _opened(policies: Path | None = None) -> "Iterator[tuple[DecisionStore, Settings]]":
    from agent.open_stores import open_decision_store
    from agent.settings import read_settings

    settings = read_settings(policies=policies)
    with open_decision_store(settings) as store:
        yield store, settings


def _row(entry: "BankEntry") -> tuple[str, ...]:
    names = ", ".join(sorted({one.name for one in entry.hashes}))
    added = f"{entry.added_at:%Y-%m-%d}"
    return (
        entry.entry_id,
        entry.clause_id,
        entry.decision_id or "",
        entry.media_id,
        added,
        entry.added_by,
        names,
        entry.note,
    )
