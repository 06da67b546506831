"""Runs all benchmarks: `python -m benchmarks`. CLAUSEWISE_DATASETS names the folder of the external datasets."""

import os
from pathlib import Path

from rich.console import Console

from benchmarks import (
    agreement,
    candidates,
    copy_groups,
    desk_load,
    edos,
    evaluation,
    hostile_load,
    indexing,
    media,
    models,
    patterns,
    prompt_injection,
    reading_path,
    retrieval,
    service,
    speed,
    start,
)
from benchmarks.copies import __main__ as copies
from benchmarks.machine import machine

BENCHMARKS = (
    start,
    reading_path,
    speed,
    indexing,
    copy_groups,
    copies,
    media,
    agreement,
    candidates,
    models,
    patterns,
    prompt_injection,
    evaluation,
    service,
    desk_load,
    hostile_load,
)
EXTERNAL = {"or_sharc": retrieval.main, "contract_nli": retrieval.main, "edos": edos.main}


def main() -> None:
    console = Console()
    console.print(machine())
    for benchmark in BENCHMARKS:
        benchmark.main()
    datasets = os.environ.get("CLAUSEWISE_DATASETS")
    for name, run_external in EXTERNAL.items():
        if datasets is None:
            console.print(f"{name}: skipped, because CLAUSEWISE_DATASETS does not name the folder that contains it")
        else:
            run_external(Path(datasets) / name)


if __name__ == "__main__":
    main()
