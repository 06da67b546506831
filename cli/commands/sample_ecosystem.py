"""`clausewise sample-ecosystem`: writes an invented ecosystem of creators with its truth."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import report_errors


def sample_ecosystem(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder for the tables; it may be new.")],
    creators: Annotated[int, typer.Option(metavar="NUMBER", help="How many creators.")] = 10_000,
    days: Annotated[int, typer.Option(metavar="NUMBER", help="How many days.")] = 90,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Equal numbers give equal samples.")] = 1,
    load: Annotated[bool, typer.Option("--load", help="Load the sample and run the daily jobs on it.")] = False,
) -> None:
    """Write the tables of an invented ecosystem, and `truth.json`: who is in a ring, who copies, who is honest.

    The tables are Parquet files, or CSV files without the extra `intelligence`.
    """
    with report_errors():
        from importlib.util import find_spec

        from cli.views.console import count, print_line
        from warehouse.sample.ecosystem import build_ecosystem
        from warehouse.sample.options import SampleOptions
        from warehouse.sample.writing import write_ecosystem

        ecosystem = build_ecosystem(SampleOptions(creators, days, seed))
        files = write_ecosystem(ecosystem, folder, parquet=find_spec("duckdb") is not None)
        written = f"{count(ecosystem.events, 'event')} in {count(len(files), 'table')}"
        print_line(f"{count(creators, 'creator')}, {written}: {folder}")
        if load:
            _load(folder, files)


def _load(folder: Path, files: list[Path]) -> None:
    from datetime import UTC, datetime

    from agent.open_warehouse import open_warehouse
    from agent.settings import read_settings
    from cli.commands.warehouse import load_paths
    from cli.views.console import progress
    from cli.views.warehouse_view import print_loads, print_run
    from warehouse.jobs.runner import JobRunner
    from warehouse.loading.loader import Loader
    from warehouse.loading.set_aside import SetAsideFile

    set_aside = folder / "set-aside" / "rows.csv"
    with open_warehouse(read_settings()) as warehouse:
        loader = Loader(warehouse, SetAsideFile(set_aside), int(datetime.now(UTC).timestamp()))
        print_loads(load_paths(loader, files), set_aside)
        with progress("Computing") as report:
            result = JobRunner(warehouse).run(report=report)
    print_run(result)
