"""A load and a run of the jobs, killed at random moments and begun again, end as if nothing had happened."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.warehouse.warehouses import FILES, all_contents, load_columns, memory_warehouse, run_jobs, warehouse_url
from warehouse.connection import open_warehouse
from warehouse.sample.ecosystem import Ecosystem
from warehouse.sample.writing import write_ecosystem
from warehouse.tables.registry import EVENT_TABLES

pytestmark = pytest.mark.slow
PROGRAM = """
import sys
from pathlib import Path
from warehouse.connection import open_warehouse
from warehouse.jobs.runner import JobRunner
from warehouse.loading.files import find_files
from warehouse.loading.loader import Loader
from warehouse.loading.set_aside import SetAsideFile

url, folder = sys.argv[1:]
with open_warehouse(url) as warehouse:
    loader = Loader(warehouse, SetAsideFile(Path(folder) / "bad" / "rows.csv"), 2_000_000_000)
    for file in find_files([Path(folder)]):
        print("load", loader.load(file.table, str(file.path), file.read(500)).added, flush=True)
    print("run", JobRunner(warehouse).run().runs, flush=True)
"""


def run_until_killed(url: str, folder: Path, seconds: float | None) -> bool:
    """Whether the process ended by itself."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()  # the first table is loaded
        if seconds is None:
            process.stdout.read()
            return process.wait() == 0
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.stdout.read()
        return process.wait() == 0


@pytest.mark.parametrize("kind", FILES)
def test_killed_again_and_again(kind: str, tmp_path: Path, ecosystem: Ecosystem) -> None:
    chance = random.Random(5)
    write_ecosystem(ecosystem, tmp_path / "sample", parquet=False)
    url = warehouse_url(kind, tmp_path)
    for _ in range(6):
        run_until_killed(url, tmp_path / "sample", chance.random() * 2)
    assert run_until_killed(url, tmp_path / "sample", None)
    with memory_warehouse() as whole, open_warehouse(url, read_only=True) as killed:
        load_columns(whole, ecosystem.tables)
        run_jobs(whole)
        for table in EVENT_TABLES:
            counts = [engine.rows(f"SELECT COUNT(*) FROM {table}") for engine in (whole.engine, killed.engine)]
            assert counts[0] == counts[1], table
        assert all_contents(killed.engine) == all_contents(whole.engine)
