"""The service under load on loopback, beside the same work in process: `python -m benchmarks.service`."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from agent.build import build
from agent.open_stores import build_library, build_store
from agent.settings import read_settings
from benchmarks.load import Load, load, request
from domain.case import Case
from domain.clause import ClauseKind

WORDS, SEED, CONNECTIONS = 12, 7, 16
SHORT, LONG, BATCH, STORED = 3_000, 20_000, 10_000, 100_000
ALONE = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # as the command line sets it for itself


def main() -> None:
    table = Table("what", "measured", "aim", title="The service, embedded judge, SQLite, two cores")
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("asking the service"):
        home = Path(folder)
        bodies = cases(home / "first")
        for row in measured(home, bodies):
            table.add_row(*row)
    Console().print(table)


def measured(home: Path, bodies: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    here = float(subprocess.check_output([sys.executable, "-m", "benchmarks.service", "process"], env=ALONE))
    with service(home / "first") as (port, _, _):
        load(port, decisions(port, bodies[:200]), CONNECTIONS)
    with service(home / "first") as (port, pid, started):
        yield "start to ready, warm index, s", f"{started:.1f}", "3"
        there = load(port, decisions(port, bodies[:SHORT]), CONNECTIONS)
        yield "decisions a second in process (two threads, recorded)", f"{here:.0f}", ""
        yield (
            "over HTTP, 16 connections: decisions a second, share",
            f"{there.rate:.0f}, {there.rate / here:.0%}",
            "60%",
        )
        yield "p50, p99, ms", f"{there.percentile(0.5) * 1000:.0f}, {there.percentile(0.99) * 1000:.0f}", "60"
        yield from endurance(port, pid, bodies)
    with service(home / "batch") as (port, _, _):
        took, failed = batch(port, bodies[:BATCH])
        share = BATCH / took / here
        yield f"batch of {BATCH:,}: cases a second, share", f"{BATCH / took:.0f}, {share:.0%}", "50%"
        yield "failed of these", f"{failed}", "0"
    yield from stored(home / "stored", bodies)


def endurance(port: int, pid: int, bodies: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    before, seconds, failed = memory(pid), 0.0, 0
    for start in range(0, LONG, 2_000):
        chunk = [bodies[n % len(bodies)] for n in range(start, start + 2_000)]
        found = load(port, decisions(port, chunk), CONNECTIONS)
        seconds, failed = seconds + found.seconds, failed + found.failed
    grown = memory(pid) / before - 1
    yield f"memory over {LONG:,} more decisions, {before:.0f} MB before", f"{grown:+.1%}", "5%"
    yield f"errors in these {seconds:.0f} s", f"{failed}", "0"


def stored(home: Path, bodies: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    with service(home) as (port, _, _):
        load(port, [request(port, "/v1/decisions", bodies[n], Idempotency_Key=f"k{n}") for n in range(500)], 4)
    copy_decisions(home / "clausewise.db")
    with service(home) as (port, _, _):
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}")
        with client:
            page = client.get("/v1/decisions?limit=200").json()["items"]
        names = [item["decision_id"] for item in page] * 10
        reads = load(port, [request(port, f"/v1/decisions/{name}") for name in names], 1)
        again = [request(port, "/v1/decisions", bodies[n], Idempotency_Key=f"k{n}") for n in range(500)]
        replays = load(port, again * 4, 1)
    yield f"GET by id, {STORED:,} stored: p50, p99, ms", two(reads), "20"
    yield "idempotent replay: p50, p99, ms", two(replays), "20"


def two(found: Load) -> str:
    return f"{found.percentile(0.5) * 1000:.1f}, {found.percentile(0.99) * 1000:.1f}"


def copy_decisions(path: Path) -> None:
    """Rows of those that are there, under other ids, until there are so many."""
    with closing(sqlite3.connect(path)) as connection, connection:
        (there,) = connection.execute("SELECT count(*) FROM decisions").fetchone()
        for copy in range(1, STORED // there + 1):
            connection.execute(
                "INSERT INTO decisions SELECT decision_id || ?, case_id, creator_id, datetime(decided_at, ?), outcome, "
                'confidence, summary, "case", decision FROM decisions WHERE length(decision_id) = 20',
                (f"-{copy}", f"-{copy} minutes"),
            )


def cases(home: Path) -> list[dict[str, Any]]:
    """The corpus's own examples cut short."""
    rules = [c for c in build_library(read_settings(data_dir=home)).clauses if c.kind is ClauseKind.RULE]
    texts = [text for clause in rules for text in (*clause.violating_examples, *clause.compliant_examples)]
    drawn = random.Random(SEED).choices(texts, k=BATCH)
    return [
        {
            "id": f"s{n}",
            "market": "US",
            "language": "en",
            "content_date": "2026-09-14",
            "content": [{"id": "post", "text": " ".join(text.split()[:WORDS])}],
        }
        for n, text in enumerate(drawn)
    ]


def decisions(port: int, bodies: list[dict[str, Any]]) -> list[bytes]:
    return [request(port, "/v1/decisions", body) for body in bodies]


def in_process(home: Path) -> float:
    """Decisions a second."""
    bodies, settings = cases(home)[:SHORT], read_settings(data_dir=home)
    with build_store(settings) as store:
        adjudicator = build(settings, store, judge="local").adjudicator
        given = [Case.model_validate(body) for body in bodies]
        adjudicator.decide(given[0])
        with ThreadPoolExecutor(2) as pool:
            began = time.perf_counter()
            list(pool.map(adjudicator.decide, given))
            return len(given) / (time.perf_counter() - began)


def batch(port: int, bodies: list[dict[str, Any]]) -> tuple[float, int]:
    """Seconds from handing it in until it is done, and how many failed."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        began = time.perf_counter()
        batch_id = client.post("/v1/batches", json=bodies).raise_for_status().json()["batch_id"]
        while (found := client.get(f"/v1/batches/{batch_id}").json())["status"] == "running":
            time.sleep(0.2)
        return time.perf_counter() - began, found["failed"]


@contextmanager
def service(home: Path) -> Iterator[tuple[int, int, float]]:
    """Port, process id, and seconds from start to ready."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    argv = [sys.executable, "-c", "from clausewise import app; app()", "serve", "--judge", "local", "--port", str(port)]
    generous = {"CLAUSEWISE_SERVICE__RATE": "1000000", "CLAUSEWISE_SERVICE__BURST": "1000000"}
    environment = {**os.environ, **generous, "CLAUSEWISE_DATA_DIR": str(home)}
    began = time.perf_counter()
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port, process.pid, _ready(port, began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _ready(port: int, began: float) -> float:
    for _ in range(2_000):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return time.perf_counter() - began
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError("the service does not start")


def memory(pid: int) -> float:
    """Resident, in MB."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    if sys.argv[1:] == ["process"]:
        with tempfile.TemporaryDirectory() as folder:
            print(in_process(Path(folder)))
    else:
        main()
