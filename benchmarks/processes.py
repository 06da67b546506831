"""One, two and four processes of the service on one PostgreSQL: `python -m benchmarks.processes [cpu|model] [--page]`.

`cpu`: the embedded judge, in one thread and one case after another, so that a process uses one core. On a machine with
few cores the processes, PostgreSQL and the client share them; the CPU time of each is shown. `model`: a language model
judges (a double that answers after half a second), three cases at once, so that a process waits most of its time.
The processes are started together, and one, two and four of them get the load in turn, so that other work on the
machine slows all alike. The others are idle meanwhile; what that costs is shown too. About four minutes for both.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.fake_openai import started
from benchmarks.http_load import LoadResult, run_load
from benchmarks.machine import machine
from benchmarks.page_blocks import OPTION, measured_on, write_block
from benchmarks.postgresql import Postgresql, cpu_seconds, free_port, postgresql
from benchmarks.service import UNLIMITED, Body, decision_requests, make_bodies

COUNTS, MODEL_SECONDS = (1, 2, 4), 0.5
START_SECONDS = 90.0
WARM_UP, IDLE_SECONDS, WIDTH = 12, 5.0, 120
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "CLAUSEWISE_SERVICE__EMBEDDER_THREADS"), "1")


@dataclass(frozen=True)
class Setup:
    """`requests` to each process in one turn, over `connections`, and how many `rounds` of turns."""

    name: str
    judge: str
    environment: Mapping[str, str]
    requests: int
    connections: int
    rounds: int = 3


CPU = Setup("cpu", "local", {**ONE_THREAD, "CLAUSEWISE_SERVICE__DECISION_WORKERS": "1"}, 80, 1)
ASKED_ANEW = {"CLAUSEWISE_LLM__ANSWER_DAYS": "0", "CLAUSEWISE_SERVICE__DECISION_WORKERS": "3"}
MODEL = Setup("model", "llm", {**ONE_THREAD, **ASKED_ANEW}, 24, 3)


@dataclass
class Turns:
    """Of one number of processes: decisions per second, latencies, failures, and CPU milliseconds a decision."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    failed: int = 0
    cpu: dict[str, list[float]] = field(default_factory=dict)

    def add(self, loads: Sequence[LoadResult], seconds: float, cpu: Mapping[str, float]) -> None:
        decided = sum(len(load.latencies) for load in loads)
        self.rates.append(decided / seconds)
        self.latencies += [latency for load in loads for latency in load.latencies]
        self.failed += sum(load.failed for load in loads)
        for part, used in cpu.items():
            self.cpu.setdefault(part, []).append(1000 * used / decided)

    def percentile(self, share: float) -> float:
        return sorted(self.latencies)[int(len(self.latencies) * share)]


@dataclass(frozen=True)
class Running:
    """The processes of the service by port, and their database."""

    pids: Mapping[int, int]
    database: Postgresql

    def cpu(self, ports: Sequence[int]) -> dict[str, float]:
        """In seconds, since the start: of the services at these ports, of the database and of this process."""
        own = os.times()
        processes = sum(cpu_seconds(self.pids[port]) for port in ports)
        return {"service": processes, "PostgreSQL": self.database.cpu_seconds(), "client": own.user + own.system}


def main() -> None:
    console, arguments = Console(width=WIDTH), [argument for argument in sys.argv[1:] if argument != OPTION]
    chosen = arguments or ["cpu", "model"]
    console.print(machine())
    with tempfile.TemporaryDirectory() as folder, postgresql() as database:
        bodies = make_bodies(Path(folder) / "texts")
        for setup in (CPU, MODEL):
            if setup.name in chosen:
                with services(setup, Path(folder) / setup.name, database) as running:
                    table, idle = as_table(setup, measure(setup, running, bodies)), idle_line(running)
                console.print(table, idle)
                if OPTION in sys.argv:
                    write_block(f"processes {setup.name}", table, f"{measured_on()} {idle}")
    console.print(machine())


def measure(setup: Setup, running: Running, bodies: Sequence[Body]) -> dict[int, Turns]:
    ports, turns = [*running.pids], {count: Turns() for count in COUNTS}
    send(setup, dict.fromkeys(ports, bodies[:WARM_UP]))
    following = WARM_UP
    for _ in range(setup.rounds):
        for count in COUNTS:
            parts = {}
            for port in ports[:count]:
                parts[port] = bodies[following : following + setup.requests]
                following += setup.requests
            before, start = running.cpu([*parts]), time.perf_counter()
            loads = send(setup, parts)
            seconds, after = time.perf_counter() - start, running.cpu([*parts])
            turns[count].add(loads, seconds, {part: after[part] - before[part] for part in after})
    return turns


def send(setup: Setup, parts: Mapping[int, Sequence[Body]]) -> list[LoadResult]:
    """To each port its part, at the same time."""
    requests = {port: decision_requests(port, bodies) for port, bodies in parts.items()}
    with ThreadPoolExecutor(len(parts)) as pool:
        return [*pool.map(lambda port: run_load(port, requests[port], setup.connections), requests)]


def idle_line(running: Running) -> str:
    ports = [*running.pids]
    before = running.cpu(ports)
    time.sleep(IDLE_SECONDS)
    after = running.cpu(ports)
    used = {part: (after[part] - before[part]) / IDLE_SECONDS / len(ports) for part in ("service", "PostgreSQL")}
    return f"An idle process uses {used['service']:.1%} of a core, and {used['PostgreSQL']:.1%} in PostgreSQL."


def as_table(setup: Setup, turns: Mapping[int, Turns]) -> Table:
    title = f"{setup.name}: {setup.judge} judge, {setup.connections} connections to each process, {setup.rounds} rounds"
    columns = (
        "processes",
        "decisions a second",
        "x one process",
        "p50, p95 ms",
        "failed",
        "CPU ms a decision: service",
    )
    table = Table(*columns, "PostgreSQL", "client", title=title)
    for count, of_count in turns.items():
        ratios = [many / one for many, one in zip(of_count.rates, turns[1].rates, strict=True)]
        spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        latency = f"{1000 * of_count.percentile(0.5):.0f}, {1000 * of_count.percentile(0.95):.0f}"
        cpu = [f"{median(of_count.cpu[part]):.1f}" for part in ("service", "PostgreSQL", "client")]
        table.add_row(f"{count}", f"{median(of_count.rates):.1f}", spread, latency, f"{of_count.failed}", *cpu)
    return table


@contextmanager
def services(setup: Setup, home: Path, database: Postgresql, count: int = max(COUNTS)) -> Iterator[Running]:
    """So many processes, each with a folder of its own."""
    environment = {**os.environ, **UNLIMITED, **setup.environment, "CLAUSEWISE_DATABASE_URL": database.url}
    with ExitStack() as stack:
        if setup.judge != "local":
            environment["OPENAI_BASE_URL"] = stack.enter_context(started("--delay", f"{MODEL_SECONDS}"))
            environment["OPENAI_API_KEY"] = "none"
        pids: dict[int, int] = {}
        for number in range(count):
            folder = home / f"{number}"
            if number:
                shutil.copytree(home / "0", folder)
            port, pid = stack.enter_context(_service(setup.judge, {**environment, "CLAUSEWISE_DATA_DIR": f"{folder}"}))
            pids[port] = pid
        yield Running(pids, database)


@contextmanager
def _service(judge: str, environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Port and process id."""
    port = free_port()
    argv = [sys.executable, "-c", "from clausewise import app; app()", "serve", "--judge", judge, "--port", f"{port}"]
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the service does not start: try `clausewise serve` with CLAUSEWISE_DATABASE_URL")


if __name__ == "__main__":
    main()
