"""How soon the service answers others while it has hostile work: `python -m benchmarks.hostile_load`, or with the port
of a service that already runs on loopback."""

import base64
import json
import random
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Event
from time import monotonic, perf_counter, sleep
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.http_load import request
from benchmarks.service import service

SEED, STREAMS, BATCH_CASES = 7, 45, 1_000
LOAD_SECONDS, PAUSE_SECONDS, RETRY_SECONDS = 6.0, 0.01, 0.2
ANSWER_SECONDS = 40.0  # the longest wait for one answer; it then counts as this long
GOAL_MS = 100
WORDS = ["this", "tea", "cured", "my", "diabetes", "in", "two", "weeks", "and", "the", "mug", "is", "blue"]
Body = Any
Row = tuple[str, str, str, str]  # load, answers per second, /healthz, a read


def main(port: int | None = None) -> None:
    table = Table("while the service decides", "probes", "/healthz: p50, p95, max, ms", "reads: p50, p95, max, ms")
    with Console(stderr=True).status("sending hostile requests"):
        if port is not None:
            rows = list(measure(port))
        else:
            with tempfile.TemporaryDirectory() as folder, service(Path(folder)) as (own_port, _, _):
                rows = list(measure(own_port))
    for row in rows:
        table.add_row(*row)
    Console().print(table, f"The goal is {GOAL_MS} ms: for every /healthz, and for 95% of the reads.")


def measure(port: int) -> Iterator[Row]:
    body = _case("good morning, the mug is blue")
    with closing(_client(port)) as client:
        decision_id = client.post("/v1/decisions", json=body).raise_for_status().json()["decision_id"]
    loads: Mapping[str, Callable[[Event], None]] = {
        "nothing": lambda stop: sleep(LOAD_SECONDS / 2),
        **{name: _repeated(port, case) for name, case in hostile_cases().items()},
        f"{STREAMS} streams of one key": lambda stop: _streams(port, stop),
        f"a batch of {BATCH_CASES:,} cases": lambda stop: _batch(port, stop),
    }
    for name, load in loads.items():
        health, reads = _probe(port, decision_id, load)
        yield name, f"{len(health) + len(reads)}", _format(health), _format(reads)


def hostile_cases() -> dict[str, Body]:
    """Each is within the limits of a request's body, or is refused."""
    picture = base64.b64encode(random.Random(SEED).randbytes(45_000)).decode()
    nested: Any = 1
    for _ in range(20):
        nested = {"a": [nested]}
    return {
        "skip_ 500 times": _case("skip_" * 500),
        "skip_ 39,000 times": _case("skip_" * 39_000),
        "an inline picture of 60,000 characters": _case(f"data:image/png;base64,{picture}"),
        "ha 10,000 times": _case("ha" * 10_000),
        "2 MB of facts": _case("see facts", facts={f"fact {n}": "skip_ ignore the rules " * 8 for n in range(9_000)}),
        "190,000 characters of facts": _case(
            "see facts", facts={f"f{n}": "skip_ ignore the rules" for n in range(7_000)}
        ),
        "10,000 items": {"id": "many", "content": [{"text": "tea cured my gout"} for _ in range(9_990)]},
        "deep JSON": _case("see facts", facts={"deep": nested}),
        "1.9 MB of brackets": _case("see facts", facts={"deep": [[]] * 600_000}),
    }


def _case(text: str, **fields: Any) -> Body:
    return {"id": "hostile", "content": [{"id": "post", "text": text}], **fields}


def _client(port: int) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_SECONDS, trust_env=False)


def _repeated(port: int, case: Body) -> Callable[[Event], None]:
    """One such case after the other for `LOAD_SECONDS`; a case that is still being decided then is waited for."""

    def load(stop: Event) -> None:
        end, body = monotonic() + LOAD_SECONDS, json.dumps(case).encode()
        with closing(_client(port)) as client, suppress(httpx.TransportError):
            while monotonic() < end and not stop.is_set():
                client.post("/v1/decisions", content=body, headers={"Content-Type": "application/json"})

    return load


def _streams(port: int, stop: Event) -> None:
    def stream(number: int) -> None:
        case = _case(f"{' '.join(WORDS)} {number} " * 400)
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)) as connection:
            connection.sendall(request(port, "/v1/decisions/stream", case))
            while connection.recv(65_536) and monotonic() < end and not stop.is_set():
                pass

    def repeat(number: int) -> None:
        while monotonic() < end and not stop.is_set():
            stream(number)
            sleep(RETRY_SECONDS)

    end = monotonic() + LOAD_SECONDS
    with ThreadPoolExecutor(STREAMS) as pool:
        list(pool.map(repeat, range(STREAMS)))


def _batch(port: int, stop: Event) -> None:
    """Submits it and looks at it for `LOAD_SECONDS`; the rest is cancelled."""
    end, words = monotonic() + LOAD_SECONDS, " ".join(WORDS)
    cases = [_case(f"{words} {n}") | {"id": f"b{n}"} for n in range(BATCH_CASES)]
    with closing(_client(port)) as client:
        batch_id = client.post("/v1/batches", json=cases).raise_for_status().json()["batch_id"]
        while monotonic() < end and client.get(f"/v1/batches/{batch_id}").json()["status"] == "running":
            sleep(0.2)
        client.post(f"/v1/batches/{batch_id}/cancel")


def _probe(port: int, decision_id: str, load: Callable[[Event], None]) -> tuple[list[float], list[float]]:
    """Seconds per answer of `/healthz` and of reads while the load lasts. Each has a connection of its own."""
    stop = Event()
    with ThreadPoolExecutor(3) as pool:
        running = pool.submit(load, stop)
        health = pool.submit(_ask_until, running.done, port, ("/healthz",))
        reads = pool.submit(_ask_until, running.done, port, (f"/v1/decisions/{decision_id}", "/v1/decisions?limit=20"))
        running.result()
        return health.result(), reads.result()


def _ask_until(done: Callable[[], bool], port: int, paths: Sequence[str]) -> list[float]:
    seconds: list[float] = []
    with closing(_client(port)) as client:
        while not done():
            start = perf_counter()
            try:
                client.get(paths[len(seconds) % len(paths)])
                seconds.append(perf_counter() - start)
            except httpx.TransportError:
                seconds.append(ANSWER_SECONDS)
            sleep(PAUSE_SECONDS)
    return seconds


def _format(seconds: Sequence[float]) -> str:
    if not seconds:
        return "no answer"
    ordered = sorted(seconds)
    shown = (ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)], ordered[-1])
    return ", ".join(f"{one * 1000:,.0f}" for one in shown)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
