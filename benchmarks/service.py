"""The service under load on loopback, beside deciding in process: `python -m benchmarks.service`."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from agent.build import build
from agent.open_stores import open_decision_store, open_library
from agent.settings import read_settings
from benchmarks.http_load import LoadResult, request, run_load
from domain.case import Case
from domain.clause import ClauseKind
from store.decision_log import StoreDecisionLog

WORDS, SEED, CONNECTIONS = 12, 7, 16
LATENCY_CASES, ENDURANCE_CASES, BATCH_CASES, STORED_DECISIONS = 3_000, 20_000, 10_000, 100_000
WARM_UP_CASES, CASES_PER_CHUNK, REPLAYED = 200, 2_000, 500
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # the command line sets the same
UNLIMITED = {
    "CLAUSEWISE_SERVICE__REQUESTS_PER_SECOND": "1000000",
    "CLAUSEWISE_SERVICE__MAX_BURST_REQUESTS": "1000000",
    "CLAUSEWISE_READING_CACHE__MEGABYTES": "0",  # the load repeats its texts, and each is to be judged
}
Body = dict[str, Any]
Row = tuple[str, str, str]  # name, measured, goal


def main() -> None:
    table = Table("what", "measured", "goal", title="The service, local judge, SQLite, two cores")
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("sending requests"):
        for row in measure(Path(folder)):
            table.add_row(*row)
    Console().print(table)


def measure(home: Path) -> Iterator[Row]:
    bodies = make_bodies(home / "first")
    output = subprocess.check_output([sys.executable, "-m", "benchmarks.service", "process"], env=ENVIRONMENT)
    in_process = float(output)
    yield "decisions per second in process (two threads, saved)", f"{in_process:.0f}", ""
    with service(home / "first") as (port, _, _):
        run_load(port, decision_requests(port, bodies[:WARM_UP_CASES]), CONNECTIONS)
    with service(home / "first") as (port, pid, start_seconds):
        yield "start to ready, warm index, s", f"{start_seconds:.1f}", "3"
        load = run_load(port, decision_requests(port, bodies[:LATENCY_CASES]), CONNECTIONS)
        share = load.requests_per_second / in_process
        yield "over HTTP, 16 connections: per second, share", f"{load.requests_per_second:.0f}, {share:.0%}", "60%"
        yield "p50, p99, ms", f"{load.percentile(0.5) * 1000:.0f}, {load.percentile(0.99) * 1000:.0f}", "60"
        yield from measure_endurance(port, pid, bodies)
    with service(home / "batch") as (port, _, _):
        seconds, failed = run_batch(port, bodies)
        rate = len(bodies) / seconds
        yield f"batch of {len(bodies):,}: cases per second, share", f"{rate:.0f}, {rate / in_process:.0%}", "50%"
        yield "failed of these", f"{failed}", "0"
    yield from measure_large_store(home / "stored", bodies)


def measure_endurance(port: int, pid: int, bodies: Sequence[Body]) -> Iterator[Row]:
    before, seconds, failed = resident_mb(pid), 0.0, 0
    for start in range(0, ENDURANCE_CASES, CASES_PER_CHUNK):
        chunk = [bodies[n % len(bodies)] for n in range(start, start + CASES_PER_CHUNK)]
        load = run_load(port, decision_requests(port, chunk), CONNECTIONS)
        seconds, failed = seconds + load.seconds, failed + load.failed
    growth = resident_mb(pid) / before - 1
    yield f"memory over {ENDURANCE_CASES:,} more decisions, {before:.0f} MB before", f"{growth:+.1%}", "5%"
    yield f"errors in these {seconds:.0f} s", f"{failed}", "0"


def measure_large_store(home: Path, bodies: Sequence[Body]) -> Iterator[Row]:
    def idempotent_requests(port: int) -> list[bytes]:
        return [request(port, "/v1/decisions", bodies[n], Idempotency_Key=f"k{n}") for n in range(REPLAYED)]

    with service(home) as (port, _, _):
        run_load(port, idempotent_requests(port), 4)
    copy_decisions(home / "clausewise.db")
    with service(home) as (port, _, _):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            page = client.get("/v1/decisions?limit=200").json()["items"]
        ids = [item["decision_id"] for item in page] * 10
        reads = run_load(port, [request(port, f"/v1/decisions/{name}") for name in ids], 1)
        replays = run_load(port, idempotent_requests(port) * 4, 1)
    yield f"GET by id, {STORED_DECISIONS:,} stored: p50, p99, ms", format_percentiles(reads), "20"
    yield "idempotent replay: p50, p99, ms", format_percentiles(replays), "20"


def format_percentiles(load: LoadResult) -> str:
    return f"{load.percentile(0.5) * 1000:.1f}, {load.percentile(0.99) * 1000:.1f}"


def copy_decisions(path: Path) -> None:
    """Copies the stored decisions under new ids until there are `STORED_DECISIONS`."""
    with closing(sqlite3.connect(path)) as connection, connection:
        (stored,) = connection.execute("SELECT count(*) FROM decisions").fetchone()
        for copy in range(1, STORED_DECISIONS // stored + 1):
            connection.execute(
                "INSERT INTO decisions SELECT decision_id || ?, case_id, creator_id, datetime(decided_at, ?), outcome, "
                'probability, summary, "case", decision FROM decisions WHERE length(decision_id) = 20',
                (f"-{copy}", f"-{copy} minutes"),
            )


def make_bodies(home: Path) -> list[Body]:
    """Shortened examples of the corpus."""
    rules = [c for c in open_library(read_settings(data_dir=home)).clauses if c.kind is ClauseKind.RULE]
    texts = [text for clause in rules for text in (*clause.violating_examples, *clause.compliant_examples)]
    sample = random.Random(SEED).choices(texts, k=BATCH_CASES)
    return [
        {
            "id": f"s{n}",
            "market": "US",
            "language": "en",
            "content_date": "2026-09-14",
            "content": [{"id": "post", "text": " ".join(text.split()[:WORDS])}],
        }
        for n, text in enumerate(sample)
    ]


def decision_requests(port: int, bodies: Sequence[Body]) -> list[bytes]:
    return [request(port, "/v1/decisions", body) for body in bodies]


def decisions_per_second(home: Path) -> float:
    """In this process, in two threads, saved."""
    bodies, settings = make_bodies(home)[:LATENCY_CASES], read_settings(data_dir=home)
    with open_decision_store(settings) as store:
        adjudicator = build(settings, judge="local").adjudicator
        cases = [Case.model_validate(body) for body in bodies]
        decide = partial(adjudicator.decide, decision_log=StoreDecisionLog(store))
        decide(cases[0])
        with ThreadPoolExecutor(2) as pool:
            start = time.perf_counter()
            list(pool.map(decide, cases))
            return len(cases) / (time.perf_counter() - start)


def run_batch(port: int, bodies: Sequence[Body]) -> tuple[float, int]:
    """Seconds from the submission to the end of the batch, and the number of failed cases."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        start = time.perf_counter()
        batch_id = client.post("/v1/batches", json=bodies).raise_for_status().json()["batch_id"]
        while (batch := client.get(f"/v1/batches/{batch_id}").json())["status"] == "running":
            time.sleep(0.2)
        return time.perf_counter() - start, batch["failed"]


@contextmanager
def service(home: Path, *options: str) -> Iterator[tuple[int, int, float]]:
    """Port, process id, and seconds from start to ready; with the local judge unless `options` say otherwise."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    argv = [sys.executable, "-c", "from clausewise import app; app()", "serve", "--judge", "local", *options]
    argv += ["--port", str(port)]
    environment = {**os.environ, **UNLIMITED, "CLAUSEWISE_DATA_DIR": str(home)}
    start = time.perf_counter()
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port, process.pid, _wait_until_ready(port, start)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_until_ready(port: int, start: float) -> float:
    """Seconds since `start`. Raises RuntimeError after 40 s."""
    for _ in range(2_000):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return time.perf_counter() - start
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError("the service does not start")


def resident_mb(pid: int) -> float:
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    if sys.argv[1:] == ["process"]:
        with tempfile.TemporaryDirectory() as folder:
            print(decisions_per_second(Path(folder)))
    else:
        main()
