"""The desk with 100,000 decisions stored, on loopback: `python -m benchmarks.desk_load [FOLDER]`.

20 moderators over HTTP, with 16 requests for decisions at any time beside them; then one moderator in Chromium. FOLDER
keeps the filled data for the next run."""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.desk_browser import key_to_next_job
from benchmarks.desk_data import fill, new_keys
from benchmarks.http_load import request, run_load
from benchmarks.machine import machine
from benchmarks.service import CONNECTIONS, make_bodies, service

DECISIONS = int(os.environ.get("CLAUSEWISE_BENCHMARK_DECISIONS", "100000"))
MODERATORS, SECONDS, WARM_UP_SECONDS, CHUNK = 20, 60.0, 5.0, 64
THINK = 2.0, 6.0  # seconds for one job: a day of 200 cases has two minutes for each
QUEUE_PAGE_EVERY, SEED = 10, 7
IDLE_SECONDS = 60.0  # below KEEP_ALIVE_SECONDS of the service: it may close a connection just when a request is sent
JSON = {"Accept": "application/json"}


@dataclass
class Measured:
    """Seconds of each kind of request, and the answers that were no success."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        for name, times in self.times.items():
            ordered = sorted(1000 * one for one in times)
            p50, p95 = (f"{ordered[int(len(ordered) * share)]:.0f}" for share in (0.5, 0.95))
            yield name, f"{len(ordered)}", p50, p95


@dataclass
class Moderator:
    """Takes, reads and reviews one job after another, as the scripts of the pages do."""

    client: httpx.AsyncClient
    measured: Measured
    chance: random.Random
    csrf: str = ""

    async def sign_in(self, key: str) -> None:
        await self.client.post("/desk/sign-in", data={"key": key})
        page = await self.client.get("/desk/queue")
        self.csrf = page.text.split('name="csrf" value="')[1][:64]

    async def work(self, until: float) -> None:
        await asyncio.sleep(self.chance.uniform(0, THINK[1]))
        done = 0
        while time.perf_counter() < until:
            done += 1
            if done % QUEUE_PAGE_EVERY == 1:
                await self._timed("queue page", "GET", "/desk/queue")
            if done == QUEUE_PAGE_EVERY:
                await self._timed("today", "GET", "/desk/today")
            taken = await self._timed("take the next job", "POST", "/desk/queue/next", queue="", ahead="yes")
            address = taken.json()["address"] if taken.is_success else None
            if address is None:
                self.measured.errors.append("no job is left")
                return
            page = await self._timed("job page", "GET", address)
            await asyncio.sleep(self.chance.uniform(*THINK))
            fields = {"version": "0", "preset": "The facts show it", "action": action_of(page.text)}
            await self._timed("send a review", "POST", f"{address}/review", **fields)

    async def _timed(self, name: str, method: str, address: str, **fields: str) -> httpx.Response:
        data = {**fields, "csrf": self.csrf} if method == "POST" else None
        start = time.perf_counter()
        answer = await self.client.request(method, address, data=data, headers=JSON if data else None)
        self.measured.times[name].append(time.perf_counter() - start)
        if not answer.is_success:
            self.measured.errors.append(f"{name}: {answer.status_code} {answer.text[:200]}")
        return answer


def action_of(page: str) -> str:
    return "no_violation" if 'data-action="no_violation"' in page else "uphold"


def decide_until(port: int, home: Path, key: str, until: float) -> tuple[int, int, float]:
    """In a process of its own: the number of decisions, of failures, and the median in seconds."""
    requests = [request(port, "/v1/decisions", body, Authorization=f"Bearer {key}") for body in make_bodies(home)]
    times, failed, start = list[float](), 0, 0
    while time.time() < until:
        load = run_load(port, requests[start : start + CHUNK], CONNECTIONS)
        times, failed, start = [*times, *load.latencies], failed + load.failed, start + CHUNK
    return len(times), failed, sorted(times)[len(times) // 2]


async def moderate(port: int, keys: list[str]) -> Measured:
    measured = Measured()
    people = [Moderator(_client(port), measured, random.Random(SEED + n)) for n in range(len(keys))]
    for person, key in zip(people, keys, strict=True):
        await person.sign_in(key)
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(person.work(until) for person in people))
    for person in people:
        await person.client.aclose()
    return measured


def _client(port: int) -> httpx.AsyncClient:
    limits = httpx.Limits(keepalive_expiry=IDLE_SECONDS)
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, limits=limits)


def measure(home: Path, show: Callable[[object], None]) -> None:
    if not (home / "clausewise.db").exists():
        fill(home, DECISIONS)
    *keys, sender = new_keys(home, *(f"moderator{n}" for n in range(MODERATORS)), "platform")
    show(machine())
    with service(home) as (port, _, _), ProcessPoolExecutor(1) as pool:
        until = time.time() + WARM_UP_SECONDS + SECONDS
        sending = pool.submit(decide_until, port, home, sender, until)
        time.sleep(WARM_UP_SECONDS)
        measured = asyncio.run(moderate(port, keys))
        decided, failed, median = sending.result()
    table = Table("request", "sent", "p50 ms", "p95 ms", title=f"{MODERATORS} moderators, {DECISIONS:,} decisions")
    for row in measured.rows():
        table.add_row(*row)
    table.add_row("decisions beside them", f"{decided}", f"{1000 * median:.0f}", "")
    show(table)
    show(f"errors: {len(measured.errors)} of moderators, {failed} of decisions")
    for error in measured.errors[:3]:
        show(error)
    with service(home) as (port, _, _):
        for line in key_to_next_job(port, keys[0]):
            show(line)


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("measuring the desk"):
        measure(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder), console.print)


if __name__ == "__main__":
    main()
