"""The tools that read an account: `python -m benchmarks.account_tools [duckdb|sqlite]`.

An invented ecosystem of 10,000 creators and about a million events, models fitted and links found. Each tool is called
for 200 creators that were not read before, as one assessment calls it."""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from agent.assessment.account_reader import AccountReader
from benchmarks.machine import machine
from domain.assessment import AccountTool
from signals.learning.fitting import fit_models
from signals.learning.models import CreatorModels
from signals.learning.training_rows import TrainingRows
from signals.links.daily import find_links
from signals.links.stored import store_links
from warehouse.connection import open_warehouse
from warehouse.engines.base import Engine
from warehouse.jobs.runner import JobRunner
from warehouse.loading.loader import Loader
from warehouse.loading.set_aside import SetAsideFile
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

CREATORS, FIT_DAYS_BEFORE, APPEAL_DAYS, READ = 10_000, 30, 30, 200


def main() -> None:
    console, kind = Console(), (sys.argv[1:] or ["duckdb"])[0]
    options = SampleOptions(creators=CREATORS)
    last = options.first_day + options.days - 1
    with tempfile.TemporaryDirectory() as folder, open_warehouse(f"{kind}:///{folder}/events.{kind}") as warehouse:
        loader = Loader(warehouse, SetAsideFile(Path(folder) / "set-aside.csv"), int(time.time()))
        for name, columns in build_ecosystem(options).tables.items():
            loader.add(name, columns)
        JobRunner(warehouse).run()
        models = fit_models(TrainingRows(warehouse.engine, last - FIT_DAYS_BEFORE, APPEAL_DAYS))
        seconds = time.perf_counter()
        report, near = find_links(warehouse.engine, last, APPEAL_DAYS)
        store_links(warehouse.engine, last, report, near)
        console.print(f"links of {CREATORS:,} creators found in {time.perf_counter() - seconds:.0f} s")
        console.print(_table(warehouse.engine, models, last, kind), machine())


def _table(engine: Engine, models: CreatorModels, last: int, kind: str) -> Table:
    names = [str(name) for (name,) in engine.rows("SELECT creator_id FROM creators ORDER BY creator_id")]
    readers = [AccountReader(engine, models, name, last) for name in names[:: len(names) // READ][:READ]]
    shown = Table("tool", "p50, ms", "p95, ms", title=f"Tools on {kind}")
    for tool in AccountTool:
        times = [_milliseconds(reader, tool) for reader in readers]
        shown.add_row(tool.value, f"{median(times):.1f}", f"{quantiles(times, n=20)[-1]:.1f}")
    return shown


def _milliseconds(reader: AccountReader, tool: AccountTool) -> float:
    start = time.perf_counter()
    json.dumps([reading.model_dump(mode="json") for reading in reader.read(tool)])
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
