"""What one call of the command costs as a whole process: `python -m benchmarks.start`."""

import os
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

COMMAND = Path(sysconfig.get_path("scripts")) / "clausewise"
CASE = Path(__file__).parents[1] / "examples" / "turmeric.yaml"
RUNS = 5
UNITS_A_MB = 1e6 if sys.platform == "darwin" else 1e3  # ru_maxrss is in bytes there, in kilobytes elsewhere


@dataclass(frozen=True)
class Run:
    """`processor_s` is of all its threads, and so above `wall_s` where cores work side by side."""

    wall_s: float
    processor_s: float
    peak_mb: float


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("running the command"):
        decide = ["adjudicate", str(CASE)]
        first = run(decide, Path(folder))
        warm = [run(decide, Path(folder)) for _ in range(RUNS)]
        told = [run(["--help"], Path(folder)) for _ in range(RUNS)]
    measured = {"--help": (told, 0.4), "adjudicate, warm": (warm, 2.0), "adjudicate, first run": ([first], 15.0)}
    Console().print(_table(measured))


def run(arguments: list[str], data_dir: Path) -> Run:
    """Raises CalledProcessError where the command fails."""
    started = perf_counter()
    environment = {**os.environ, "CLAUSEWISE_DATA_DIR": str(data_dir)}
    process = subprocess.Popen([str(COMMAND), *arguments], env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / UNITS_A_MB)


def _table(measured: dict[str, tuple[list[Run], float]]) -> Table:
    table = Table("clausewise", "runs", "wall s", "at most", "processor s", "peak MB")
    for name, (runs, wanted) in measured.items():
        wall, processor, peak = (median(getattr(r, f) for r in runs) for f in ("wall_s", "processor_s", "peak_mb"))
        table.add_row(name, str(len(runs)), f"{wall:.2f}", f"{wanted:.1f}", f"{processor:.2f}", f"{peak:.0f}")
    return table


if __name__ == "__main__":
    main()
