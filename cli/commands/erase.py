"""`clausewise erase`: deletes the content and the names of a creator."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.settings import Settings
    from agent.warehouse_erasure import ErasedRows
    from store.decisions import DecisionStore
    from store.erased_words import Words

ACTOR = "command line"
WAIT_SECONDS = 30.0
NOT_SEARCHED = (
    "Not searched: backups, dumps and replicas of the database, logs, the memory of running services, where creator "
    "signals and the rows of the warehouse come from, and run folders, datasets and batch files elsewhere: name files "
    "and folders with --search."
)
NOTHING_LEFT = (
    "No content of this creator was left: copies are found by the creator's id, not by what they say. If an earlier "
    "run erased it, that run named those that it found."
)
POSTGRESQL_NOTE = (
    "PostgreSQL keeps old bytes in free space of its files until VACUUM FULL, and in its WAL, archives and replicas."
)

Wait = Annotated[
    float,
    typer.Option(
        metavar="SECONDS", min=0, help="How long to wait for a process whose transaction still reads the content."
    ),
]
Search = Annotated[
    list[Path] | None,
    typer.Option(metavar="PATH", help="Look for copies of the content here too; repeat the option for several."),
]


def erase(
    creator_id: Annotated[str, typer.Option(metavar="ID", help="The creator whose data is deleted.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation. This cannot be undone.")] = False,
    wait: Wait = WAIT_SECONDS,
    search: Search = None,
    as_json: AsJson = False,
) -> None:
    """Delete the content, messages and history of a creator, and their events in the warehouse. The audit log and the
    outcomes of decisions stay.

    Exit with 1 and say where, if words of the content are still in files: those of the database, the data folder, the
    policies with their precedents, and what --search names.
    """
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import confirm, count, echo_json_lines, print_line, progress
        from store.erasure import Erasure

        settings = read_settings()
        _require_places(search or [])
        if not yes:
            confirm(f"Erase all stored data about {creator_id}? This cannot be undone")
        with open_decision_store(settings) as store:
            erasure = Erasure(store.database)
            words = erasure.words_of_creator(creator_id)
            erased = erasure.erase_creator(creator_id, ACTOR)
            if not as_json:
                print_line(f"{count(erased, 'decision')} erased")
            rows, problem = _erase_from_warehouse(settings, creator_id)
            with progress("Looking for copies"):
                remains = list(_remains(settings, store, words, search or [], wait))
        problems = [*([problem] if problem else []), *(f"still on disk: {line}" for line in remains)]
        if as_json:
            values = {"creator_id": creator_id, "decisions": erased, **_row_values(rows), "problems": problems}
            echo_json_lines([{**values, "not_searched": _not_searched(settings)}])
        else:
            _print_rows(erased, rows)
            print_line(_not_searched(settings))
        _report(problems)


def _not_searched(settings: "Settings") -> str:
    on_postgresql = settings.database_url is not None and not settings.database_url.startswith("sqlite")
    return f"{POSTGRESQL_NOTE}\n{NOT_SEARCHED}" if on_postgresql else NOT_SEARCHED


def _erase_from_warehouse(settings: "Settings", creator_id: str) -> "tuple[ErasedRows | None, str]":
    """What was erased, or what is wrong with the warehouse: the rest of the erasure goes on."""
    from agent.warehouse_erasure import erase_from_warehouse
    from domain.errors import InputError, OperationError
    from warehouse.erasure import ErasedBytesLeft

    try:
        return erase_from_warehouse(settings, creator_id), ""
    except ErasedBytesLeft as error:
        return None, f"in the warehouse {error}"
    except (InputError, OperationError, OSError) as error:
        return None, f"nothing was erased in the warehouse: {error}"


def _row_values(erased: "ErasedRows | None") -> dict[str, int | None]:
    """Nothing is known where the warehouse could not be used."""
    if erased is None:
        return {"warehouse_rows": None, "set_aside_rows": None}
    return {"warehouse_rows": erased.warehouse, "set_aside_rows": erased.set_aside}


def _print_rows(decisions: int, erased: "ErasedRows | None") -> None:
    from cli.views.console import count, print_line

    if erased is None:
        return
    if erased.warehouse is not None:
        print_line(f"{count(erased.warehouse, 'row')} of the warehouse erased")
    if erased.set_aside:
        print_line(f"{count(erased.set_aside, 'row')} that loading had set aside erased")
    if not (decisions or erased.warehouse or erased.set_aside):
        print_line(NOTHING_LEFT)


def _report(problems: list[str]) -> None:
    from cli.views.console import err, print_line

    for line in problems:
        print_line(f"clausewise: {line}", err)
    if problems:
        raise typer.Exit(EXIT_FAILURE)


def _require_places(places: list[Path]) -> None:
    from domain.errors import InputError

    for place in places:
        if not place.exists():
            raise InputError(f"--search {place}: there is no such file or folder")


def _remains(
    settings: "Settings", store: "DecisionStore", words: "Words", search: list[Path], wait: float
) -> "Iterator[str]":
    """Where the words still are. In the database itself another case may hold the same words: it is written anew, and
    what is then still there is of others."""
    from store.erased_words import files_with
    from store.purge import purge, rewrite

    problem = purge(store.database, wait)
    own = [Path(f"{store.database.location}{suffix}").resolve() for suffix in ("", "-wal", "-shm")]
    if problem is None and any(files_with(words, [path for path in own if path.exists()])):
        problem = rewrite(store.database, wait)
    if problem is not None:
        yield problem
    precedents = [settings.precedents] if settings.precedents is not None else []
    places = [settings.data_dir, settings.policies, *precedents, *search]
    for path, what in files_with(words, places):
        if path not in own:
            yield f"{path} {what}"
