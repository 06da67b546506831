"""`clausewise sample-ecosystem`: an invented ecosystem of creators with its truth, ready to be assessed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.settings import Settings
    from warehouse.connection import Warehouse

FIT_DAYS_BEFORE, APPEAL_DAYS = 30, 30


def sample_ecosystem(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder for the tables; it may be new.")],
    creators: Annotated[int, typer.Option(metavar="NUMBER", help="How many creators.")] = 10_000,
    days: Annotated[int, typer.Option(metavar="NUMBER", help="How many days.")] = 90,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Equal numbers give equal samples.")] = 1,
    files_only: Annotated[bool, typer.Option("--files-only", help="Write the files and load nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write an invented ecosystem with its truth (who is in a ring, who copies, who is honest), load it, learn from it.

    The truth is in `truth.json`. The sample is loaded only into a warehouse without creators. The tables are Parquet
    files, or CSV files without the extra `intelligence`.
    """
    with report_errors():
        from importlib.util import find_spec

        from agent.settings import read_settings
        from cli.views.console import count, echo_json_lines, print_line
        from cli.views.sample_view import print_examples
        from warehouse.sample.ecosystem import build_ecosystem
        from warehouse.sample.options import SampleOptions
        from warehouse.sample.writing import write_ecosystem

        options, settings = SampleOptions(creators, days, seed), read_settings()
        if not files_only:
            _require_empty(settings)
        ecosystem = build_ecosystem(options)
        files = write_ecosystem(ecosystem, folder, parquet=find_spec("duckdb") is not None)
        written = f"{count(ecosystem.events, 'event')} in {count(len(files), 'table')}"
        values = {"folder": folder, "creators": creators, "events": ecosystem.events, "files": files}
        if not as_json:
            print_line(f"{count(creators, 'creator')}, {written}: {folder}")
        if not files_only:
            values |= _load(settings, folder, files, as_json)
            _add_experiments(settings, folder)
        if as_json:
            echo_json_lines([values])
        elif not files_only:
            print_examples(ecosystem.truth)


def _require_empty(settings: "Settings") -> None:
    """Invented creators never come beside real ones."""
    from agent.open_warehouse import open_warehouse
    from domain.errors import InputError

    with open_warehouse(settings) as warehouse:
        ((known,),) = warehouse.engine.rows("SELECT COUNT(*) FROM creators")
        if known:
            raise InputError(
                f"the warehouse at {warehouse.engine.location} has creators, and invented ones must not come beside "
                "them: name another place by CLAUSEWISE_WAREHOUSE_URL or CLAUSEWISE_DATA_DIR, or write --files-only"
            )


def _add_experiments(settings: "Settings", folder: Path) -> None:
    """So that the pages show the experiment of the sample."""
    from shutil import copytree

    from insights.reader import EXPERIMENTS
    from warehouse.sample.writing import EXPERIMENTS as WRITTEN

    copytree(folder / WRITTEN, settings.data_dir / EXPERIMENTS, dirs_exist_ok=True)


def _load(settings: "Settings", folder: Path, files: list[Path], as_json: bool) -> dict[str, Any]:
    """What was loaded, computed and not learnt."""
    from datetime import UTC, datetime

    from agent.open_warehouse import open_warehouse
    from cli.commands.warehouse import load_paths
    from cli.views.console import print_line, progress
    from cli.views.warehouse_view import print_load_notes, print_loads, print_run, run_values
    from warehouse.jobs.runner import JobRunner
    from warehouse.loading.loader import Loader
    from warehouse.loading.set_aside import SetAsideFile

    set_aside = folder / "set-aside" / "rows.csv"
    with open_warehouse(settings) as warehouse:
        loader = Loader(warehouse, SetAsideFile(set_aside), int(datetime.now(UTC).timestamp()))
        reports = load_paths(loader, files)
        if not as_json:
            print_loads(reports)
        print_load_notes(reports, set_aside)
        with progress("Computing") as report:
            result = JobRunner(warehouse).run(report=report)
        if not as_json:
            print_run(result)
        not_learnt = list(_learn(settings, warehouse, result.last_day))
        for reason in not_learnt if not as_json else ():
            print_line(reason)
        return {"loaded": reports, "computed": run_values(result), "not_learnt": not_learnt}


def _learn(settings: "Settings", warehouse: "Warehouse", last_day: int) -> "Iterator[str]":
    """Fits the models on what was known FIT_DAYS_BEFORE, and finds links; yields what cannot be done, and why."""
    from agent.open_creator_models import creator_models_folder
    from cli.views.console import progress
    from signals.errors import LabelsTooFew
    from signals.learning.fitting import STEPS, fit_models
    from signals.learning.models import write_models
    from signals.learning.training_rows import TrainingRows
    from signals.links.daily import find_links
    from signals.links.errors import LinksExtraMissingError
    from signals.links.stored import store_links

    try:
        with progress("Fitting") as report:
            rows = TrainingRows(warehouse.engine, last_day - FIT_DAYS_BEFORE, APPEAL_DAYS)
            models = fit_models(rows, lambda done: report(done, STEPS))
        write_models(creator_models_folder(settings), models)
    except LabelsTooFew as error:
        yield f"No models: {error}"
    try:
        with progress("Searching links"):
            found, near = find_links(warehouse.engine, last_day, APPEAL_DAYS)
        store_links(warehouse.engine, last_day, found, near)
    except LinksExtraMissingError as error:
        yield f"No links: {error}"
