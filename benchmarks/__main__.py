"""Every measurement, a table a topic: `python -m benchmarks`; CLAUSEWISE_DATASETS names the folder of the data sets."""

import os
from pathlib import Path

from rich.console import Console

from benchmarks import edos, evaluation, indexing, manipulation, models, pack, retrieval, service, speed, start
from benchmarks.machine import machine

FOREIGN = {"or_sharc": retrieval.main, "edos": edos.main}


def main() -> None:
    console = Console()
    console.print(machine())
    for measure in (start, speed, indexing, pack, models, manipulation, evaluation, service):
        measure.main()
    datasets = os.environ.get("CLAUSEWISE_DATASETS")
    for name, measure_set in FOREIGN.items():
        if datasets is None:
            console.print(f"{name}: left out, for CLAUSEWISE_DATASETS does not name the folder that holds it")
        else:
            measure_set(Path(datasets) / name)


if __name__ == "__main__":
    main()
