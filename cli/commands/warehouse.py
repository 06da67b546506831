"""`clausewise warehouse`: loads creators' events, runs the daily jobs on them, and shows what is stored."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, AsJsonLines, parse_day

if TYPE_CHECKING:
    from agent.settings import Settings
    from warehouse.loading.loader import Loader
    from warehouse.loading.report import LoadReport

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", help="CSV or Parquet files that are named as a table, or folders of them."),
]
Url = Annotated[
    str | None,
    typer.Option(metavar="URL", help="A database whose tables of the same names are loaded instead of files."),
]
BadRows = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where bad rows are written; a new file in the data folder by default."),
]
DecisionLog = Annotated[
    bool, typer.Option("--decisions", help="Load decisions, reviews, appeals, letters and costs of the decision log.")
]
Since = Annotated[
    date | None, typer.Option(parser=parse_day, metavar="DAY", help="With --decisions: those made from this day on.")
]


def load(
    paths: Paths = None,
    url: Url = None,
    schema: Annotated[str, typer.Option(metavar="NAME", help="Its schema, in PostgreSQL or Spark.")] = "public",
    table: Annotated[str | None, typer.Option(metavar="NAME", help="The table of every file.")] = None,
    set_aside: BadRows = None,
    decisions: DecisionLog = False,
    since: Since = None,
    as_json: AsJsonLines = False,
) -> None:
    """Load creators' events from files or a database. Bad rows are written to a file, with column and reason.

    Rows that are stored already are left as they are, so that a load that was interrupted can be repeated. Exits with 1
    where every row of a file or table was set aside.
    """
    with report_errors():
        from datetime import UTC, datetime

        from agent.open_warehouse import SET_ASIDE_FOLDER, open_warehouse
        from agent.settings import read_settings
        from domain.errors import InputError
        from warehouse.loading.loader import Loader
        from warehouse.loading.set_aside import SetAsideFile

        if bool(paths) + bool(url) + decisions != 1:
            raise InputError("name files or folders to load, or a database by --url, or write --decisions")
        now, settings = datetime.now(UTC), read_settings()
        file = set_aside or settings.data_dir / SET_ASIDE_FOLDER / f"{now:%Y-%m-%dT%H-%M-%S.%f}.csv"
        with open_warehouse(settings) as warehouse:
            loader = Loader(warehouse, SetAsideFile(file), int(now.timestamp()))
            if decisions:
                reports = load_decision_log(settings, loader, since)
            else:
                reports = load_url(loader, url, schema, table) if url else load_paths(loader, paths or [], table)
        _show(reports, file, as_json)
    if any(one.has_failed for one in reports):
        raise typer.Exit(EXIT_FAILURE)


def _show(reports: "list[LoadReport]", set_aside: Path, as_json: bool) -> None:
    from cli.views.console import echo_json_lines
    from cli.views.warehouse_view import print_load_notes, print_loads

    if as_json:
        echo_json_lines(reports)
    else:
        print_loads(reports)
    print_load_notes(reports, set_aside)


def load_decision_log(settings: "Settings", loader: "Loader", since: date | None) -> "list[LoadReport]":
    from agent.open_stores import open_decision_store, open_library
    from agent.warehouse_decisions import load_decisions
    from domain.days import FIRST_DAY

    with open_decision_store(settings) as store:
        return load_decisions(loader, store, open_library(settings), since or FIRST_DAY)


def load_paths(loader: "Loader", paths: list[Path], table: str | None = None) -> "list[LoadReport]":
    """Raises SourceUnreadable, TableUnknown or ExtraMissing before anything is stored of the file."""
    from cli.views.console import progress
    from warehouse.loading.files import find_files
    from warehouse.loading.loader import BATCH_ROWS

    files = find_files(paths, table)
    reports = []
    with progress("Loading") as report:
        for number, file in enumerate(files):
            report(number, len(files))
            reports.append(loader.load(file.table, str(file.path), file.read(BATCH_ROWS)))
    return reports


def load_url(loader: "Loader", url: str, schema: str, table: str | None) -> "list[LoadReport]":
    from warehouse.loading.database_source import open_source
    from warehouse.loading.loader import BATCH_ROWS

    with open_source(url, schema) as source:
        return [
            loader.load(found, source.engine.location, source.read(found, BATCH_ROWS)) for found in source.tables(table)
        ]


def status(as_json: AsJson = False) -> None:
    """Show the tables, their rows and days, the days that jobs computed, and what looks incomplete."""
    with report_errors():
        from agent.open_warehouse import open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines
        from cli.views.warehouse_view import print_status
        from warehouse.status import read_status

        with open_warehouse(read_settings(), read_only=True) as warehouse:
            found = read_status(warehouse.engine)
        if as_json:
            echo_json_lines([found])
        else:
            print_status(found)


def run(
    day: Annotated[
        date | None,
        typer.Option(parser=parse_day, metavar="DAY", help="The last day (UTC); the last one with events by default."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute the days that are out of date: features of creators, edges between accounts, the state of decisions.

    A day is computed from the events up to its end. A run that was interrupted goes on where it stopped.
    """
    with report_errors():
        from agent.open_warehouse import open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, progress
        from cli.views.warehouse_view import print_run, run_values
        from warehouse.jobs.runner import JobRunner

        last = (day - date(1970, 1, 1)).days if day else None
        with open_warehouse(read_settings()) as warehouse, progress("Computing") as report:
            result = JobRunner(warehouse).run(last, report)
        if as_json:
            echo_json_lines([run_values(result)])
        else:
            print_run(result)
