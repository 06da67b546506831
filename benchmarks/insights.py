"""Time and memory of all daily insights on a hundred thousand, a million and ten million events, and of a page.

`python -m benchmarks.insights`, or with the sizes in thousands of creators and the kind of database:
`python -m benchmarks.insights sqlite 1 10`.
"""

import json
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from rich.console import Console
from rich.table import Table

from agent.settings import Settings
from benchmarks.warehouse import CREATORS, NOW, SIZES, NothingSetAside, counts, multiply
from domain.errors import InputError
from insights.daily import reports
from insights.reader import open_insights
from warehouse.connection import open_warehouse
from warehouse.jobs.runner import JobRunner
from warehouse.loading.loader import Loader
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

Figures = dict[str, Any]
LOOKS = 40


def measure(kind: str, copies: int, folder: Path) -> Figures:
    """Of one size, in this process."""
    url = f"{kind}:///{folder}/events.{kind}"
    with open_warehouse(url) as warehouse:
        loader = Loader(warehouse, NothingSetAside(), NOW)
        for name, columns in build_ecosystem(SampleOptions(creators=CREATORS)).tables.items():
            loader.add(name, columns)
        multiply(warehouse, copies)
        events = sum(map(int, counts(warehouse)))
        JobRunner(warehouse).run()
    settings = Settings(data_dir=folder, warehouse_url=url)
    seconds: dict[str, float] = {}
    start, cpu = perf_counter(), process_time()
    with open_insights(settings) as insights:
        for name, compute in reports(insights):
            before = perf_counter()
            with suppress(InputError):  # too few of something, which a report says
                compute()
            group = name.split()[0]
            seconds[group] = seconds.get(group, 0.0) + perf_counter() - before
    total, cpu = perf_counter() - start, process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
    return {
        "events": events,
        "total": total,
        "cpu": cpu,
        "memory": memory,
        "page": page_seconds(settings),
        "reports": seconds,
    }


def page_seconds(settings: Settings) -> float:
    """The 95th percentile of what the overview reads, once the reports of the day are stored."""
    times = []
    for _ in range(LOOKS):
        start = perf_counter()
        with open_insights(settings) as insights:
            insights.metrics(live=False)
            insights.metrics(live=True)
            insights.alerts()
        times.append(perf_counter() - start)
    return sorted(times)[int(LOOKS * 0.95)]


def measure_apart(kind: str, copies: int) -> Figures:
    """In a process of its own, so that its memory can be told."""
    program = (
        "import sys, json; from pathlib import Path; from benchmarks.insights import measure; "
        "print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))"
    )
    with TemporaryDirectory() as folder:
        process = subprocess.run(
            [sys.executable, "-c", program, kind, str(copies), folder], capture_output=True, text=True, check=True
        )
    *_, figures = process.stdout.splitlines()
    return dict(json.loads(figures))


def main(kind: str = "duckdb", sizes: tuple[int, ...] = SIZES) -> None:
    table = Table(title=f"The insights of a day on {kind}")
    names = ("metrics", "metric", "alerts", "causes", "fairness", "exposure")
    for column in ("events", "all", "of it processor", *names, "overview, p95", "memory with loading"):
        table.add_column(column, justify="right")
    for copies in sizes:
        found = measure_apart(kind, copies)
        table.add_row(
            f"{found['events']:,}",
            f"{found['total']:.1f} s",
            f"{found['cpu']:.1f} s",
            *(f"{found['reports'].get(name, 0.0):.1f} s" for name in names),
            f"{found['page'] * 1000:.0f} ms",
            f"{found['memory']:.2f} GB",
        )
    Console(width=150).print(table)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(arguments[0] if arguments else "duckdb", tuple(map(int, arguments[1:])) or SIZES)
