"""Time and memory of one command in a separate process: `python -m benchmarks.start`."""

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

COMMAND = Path(sysconfig.get_path("scripts")) / "clausewise"
CASE = Path(__file__).parents[1] / "examples" / "turmeric.yaml"
REPEATS = 5
MAXRSS_UNITS_PER_MB = 1e6 if sys.platform == "darwin" else 1e3  # ru_maxrss is in bytes on macOS, else in kilobytes
MAX_WALL_SECONDS = {"--help": 0.25, "adjudicate, warm": 1.3, "adjudicate, first run": 15.0}


@dataclass(frozen=True)
class ProcessCost:
    """`cpu_seconds` is the sum over all threads."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("running the command"):
        adjudicate = ["adjudicate", str(CASE)]
        first = run(adjudicate, Path(folder))
        warm = [run(adjudicate, Path(folder)) for _ in range(REPEATS)]
        help_pages = [run(["--help"], Path(folder)) for _ in range(REPEATS)]
    Console().print(_table({"--help": help_pages, "adjudicate, warm": warm, "adjudicate, first run": [first]}))


def run(arguments: list[str], data_dir: Path) -> ProcessCost:
    """Raises CalledProcessError where the command fails."""
    start = perf_counter()
    environment = {**os.environ, "CLAUSEWISE_DATA_DIR": str(data_dir)}
    process = subprocess.Popen([str(COMMAND), *arguments], env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return ProcessCost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MAXRSS_UNITS_PER_MB)


def _table(measured: Mapping[str, Sequence[ProcessCost]]) -> Table:
    table = Table("clausewise", "runs", "wall s", "at most", "CPU s", "peak MB", title="One command, medians")
    for name, costs in measured.items():
        wall, cpu, peak = (median(getattr(c, f) for c in costs) for f in ("wall_seconds", "cpu_seconds", "peak_mb"))
        limit = f"{MAX_WALL_SECONDS[name]:g}"
        table.add_row(name, str(len(costs)), f"{wall:.2f}", limit, f"{cpu:.2f}", f"{peak:.0f}")
    return table


if __name__ == "__main__":
    main()
