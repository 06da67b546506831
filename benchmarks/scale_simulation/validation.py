"""Predicts what processes do on this machine, and measures it: `python -m benchmarks.scale_simulation.validation`.

The stages are measured in one process (`benchmarks.stage_times` measures the same ones). The model puts one, two and
four processes, each with one case after another, on the cores of this machine, with the lock of the audit log between
them. Then they run (`benchmarks.processes cpu`). On a busy machine both are worth little: the load is printed. `--page`
writes the table into docs/scale.md.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median

from rich.console import Console
from rich.table import Table
from simpy import Environment, Resource

from benchmarks.machine import machine
from benchmarks.page_blocks import OPTION, measured_on, write_block
from benchmarks.postgresql import postgresql
from benchmarks.processes import CPU, WIDTH, Turns, measure, services
from benchmarks.scale_simulation.distribution import Measured
from benchmarks.scale_simulation.service import READ, WRITTEN
from benchmarks.scale_simulation.station import Station, Steps
from benchmarks.service import make_bodies
from benchmarks.stage_times import main as measure_stage_times

CASES, SEED = 2_000, 1


def predict(measured: Measured, processes: int, cores: int, seed: int = SEED) -> tuple[float, list[float]]:
    """Decisions a second, and the seconds of each. What a decision takes is counted as time of a core, also where it
    waits for the disk."""
    environment, chance = Environment(), Random(seed)
    shared, lock, latencies = Station(environment, "cores", cores), Resource(environment), list[float]()

    def decide_all() -> Steps:
        for _ in range(CASES // processes):
            came = environment.now
            for name in ("http", "begin", *READ, *WRITTEN):
                yield from shared.serve(measured.stages[name](chance))
            with lock.request() as turn:
                yield turn
                yield from shared.serve(measured.stages["save"](chance))
            latencies.append(environment.now - came)

    for _ in range(processes):
        environment.process(decide_all())
    environment.run()
    return len(latencies) / environment.now, latencies


def compare(measured: Measured, turns: Mapping[int, Turns], cores: int) -> Table:
    title = f"predicted from the stages, and measured, on {cores} cores that PostgreSQL and the client share"
    columns = ("processes", "decisions a second: predicted", "measured", "error")
    table = Table(*columns, "p95 ms: predicted", "measured", "error", title=title)
    for count, of_count in turns.items():
        rate, latencies = predict(measured, count, cores)
        p95, seen_rate, seen_p95 = percentile(latencies, 0.95), median(of_count.rates), of_count.percentile(0.95)
        cells = [f"{rate:.1f}", f"{seen_rate:.1f}", f"{rate / seen_rate - 1:+.0%}"]
        cells += [f"{1000 * p95:.0f}", f"{1000 * seen_p95:.0f}", f"{p95 / seen_p95 - 1:+.0%}"]
        table.add_row(f"{count}", *cells)
    return table


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def main() -> None:
    console = Console(width=WIDTH)
    console.print(machine())
    with tempfile.TemporaryDirectory() as folder:
        stages = Path(folder) / "stage_times.json"
        measure_stage_times(stages)
        with postgresql() as database, services(CPU, Path(folder) / "services", database) as running:
            turns = measure(CPU, running, make_bodies(Path(folder) / "texts"))
        table = compare(Measured.read(stages), turns, os.cpu_count() or 1)
    console.print(table)
    console.print(machine())
    if OPTION in sys.argv:
        write_block("validation", table, measured_on())


if __name__ == "__main__":
    main()
