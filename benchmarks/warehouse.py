"""Time and memory of the daily jobs on a hundred thousand, a million and ten million events; of one more day.

`python -m benchmarks.warehouse`, or with the sizes in thousands of creators and the kind of database:
`python -m benchmarks.warehouse sqlite 1 10`.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from rich.console import Console
from rich.table import Table

from warehouse.connection import Warehouse, open_warehouse
from warehouse.jobs.reading import features
from warehouse.jobs.runner import JobRunner
from warehouse.loading.loader import Loader
from warehouse.loading.report import Batch, Problem
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.table import Column

CREATORS = 1_000  # of the sample, which is copied until the size is reached
SIZES = (1, 10, 100)
NOW = 4_000_000_000
PEOPLE = {"device", "payout", "buyer", "viewer", "actor"}
READS = 200
Figures = dict[str, Any]


class NothingSetAside:
    def write(self, source: str, batch: Batch, problems: Iterable[Problem]) -> None:
        for problem in problems:
            raise ValueError(f"{source}: {problem}")


def measure(kind: str, copies: int, folder: Path) -> Figures:
    """Of one size, in this process: the memory is that of the jobs and of what came before them."""
    options = SampleOptions(creators=CREATORS)
    url, last = f"{kind}:///{folder}/events.{kind}", options.first_day + options.days - 1
    with open_warehouse(url) as warehouse:
        loader = Loader(warehouse, NothingSetAside(), NOW)
        start = perf_counter()
        for name, columns in build_ecosystem(options).tables.items():
            loader.add(name, columns)
        loading = perf_counter() - start
        multiply(warehouse, copies)
        events = sum(map(int, counts(warehouse)))
        start, cpu = perf_counter(), process_time()
        jobs = JobRunner(warehouse).run(last - 1)
        seconds, cpu = perf_counter() - start, process_time() - cpu
        start = perf_counter()
        JobRunner(warehouse).run(last)
        day = perf_counter() - start
        reading = read_seconds(warehouse, last)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
    figures = {"events": events, "seconds": seconds, "cpu": cpu, "day": day, "memory": memory, "reading": reading}
    return {**figures, "loading": loading, "jobs": dict(jobs.seconds)}


def counts(warehouse: Warehouse) -> Iterator[int]:
    for name, table in EVENT_TABLES.items():
        if table.time == "at":
            ((number,),) = warehouse.engine.rows(f"SELECT COUNT(*) FROM {name}")
            yield number


def multiply(warehouse: Warehouse, copies: int) -> None:
    """Adds copies of the whole ecosystem whose ids and people are different ones."""
    if copies == 1:
        return
    numbers = " UNION ALL ".join(f"SELECT '-{number}' AS suffix" for number in range(1, copies))
    for name, table in EVENT_TABLES.items():
        chosen = ", ".join(f"t.{column.name}{' || c.suffix' if is_id(column) else ''}" for column in table.stored)
        columns = ", ".join(table.names)
        with warehouse.engine.transaction():
            warehouse.engine.execute(
                f"INSERT INTO {name} ({columns}) SELECT {chosen} FROM {name} AS t CROSS JOIN ({numbers}) AS c"
            )


def is_id(column: Column) -> bool:
    return column.name in PEOPLE or (column.name.endswith("_id") and column.name != "clause_id")


def read_seconds(warehouse: Warehouse, day: int) -> float:
    """The 95th percentile of reading the features of one creator."""
    creators = features(warehouse.engine, day)["creator_id"].tolist()[:READS]
    times = []
    for creator in creators:
        start = perf_counter()
        features(warehouse.engine, day, 28, creator)
        times.append(perf_counter() - start)
    return sorted(times)[int(len(times) * 0.95)]


def measure_apart(kind: str, copies: int) -> Figures:
    """In a process of its own, so that its memory can be told."""
    program = (
        "import sys, json; from pathlib import Path; from benchmarks.warehouse import measure; "
        "print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))"
    )
    with TemporaryDirectory() as folder:
        process = subprocess.run(
            [sys.executable, "-c", program, kind, str(copies), folder], capture_output=True, text=True, check=True
        )
    *_, figures = process.stdout.splitlines()  # before them, DuckDB shows the progress of long queries
    return dict(json.loads(figures))


def main(kind: str = "duckdb", sizes: tuple[int, ...] = SIZES) -> None:
    table = Table(title=f"Daily jobs on {kind}")
    for column in ("events", "89 days", "of it processor", "the last day", "a creator, p95", "memory", "slowest job"):
        table.add_column(column, justify="right")
    for copies in sizes:
        found = measure_apart(kind, copies)
        slowest = max(found["jobs"], key=lambda job: found["jobs"][job])
        table.add_row(
            f"{found['events']:,}",
            f"{found['seconds']:.1f} s",
            f"{found['cpu']:.1f} s",
            f"{found['day']:.2f} s",
            f"{found['reading'] * 1000:.1f} ms",
            f"{found['memory']:.2f} GB",
            f"{slowest}, {found['jobs'][slowest]:.1f} s",
        )
    Console().print(table)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(arguments[0] if arguments else "duckdb", tuple(map(int, arguments[1:])) or SIZES)
