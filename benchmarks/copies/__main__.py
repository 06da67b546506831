"""Measures copies: `python -m benchmarks.copies`. Photographs and videos need CLAUSEWISE_DATASETS."""

import os
from pathlib import Path

from rich.console import Console

from benchmarks.copies.captions import caption_table, hostile_table
from benchmarks.copies.lookups import lookup_table
from benchmarks.copies.pictures import picture_table, time_table
from benchmarks.machine import machine


def main() -> None:
    console = Console()
    console.print(machine())
    datasets = os.environ.get("CLAUSEWISE_DATASETS")
    folder = Path(datasets) / "governance" if datasets else None
    if folder is None:
        console.print("videos and photographs: skipped, because CLAUSEWISE_DATASETS does not name their folder")
    console.print(picture_table(folder / "images" if folder else None))
    console.print(time_table())
    console.print(lookup_table())
    console.print(caption_table())
    console.print(hostile_table())
    if folder is not None:
        from benchmarks.copies.videos import video_tables

        for table in video_tables(folder / "video"):
            console.print(table)


if __name__ == "__main__":
    main()
