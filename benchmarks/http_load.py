"""An HTTP load on loopback: each connection sends its next request once the last is answered. It uses plain sockets,
so that the client needs little of the CPU."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class LoadResult:
    """`latencies` are seconds per request, in the order of the responses; `failed` counts those that were not 2xx."""

    seconds: float
    latencies: tuple[float, ...]
    failed: int

    @property
    def requests_per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.latencies)[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


def request(port: int, path: str, body: Any = None, **headers: str) -> bytes:
    """A POST if there is a body, else a GET."""
    payload = b"" if body is None else json.dumps(body).encode()
    method = "GET" if body is None else "POST"
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(payload)}"]
    lines += ["Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + payload


def run_load(port: int, requests: Sequence[bytes], connections: int) -> LoadResult:
    """Sends each request once, in order."""
    return asyncio.run(_run_load(port, requests, connections))


async def _run_load(port: int, requests: Sequence[bytes], connections: int) -> LoadResult:
    remaining, latencies, failed = iter(requests), list[float](), list[int]()

    async def send_requests() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        for one in remaining:
            start = perf_counter()
            writer.write(one)
            status = await _read_status(reader)
            latencies.append(perf_counter() - start)
            if not 200 <= status < 300:
                failed.append(status)
        writer.close()
        await writer.wait_closed()

    start = perf_counter()
    await asyncio.gather(*(send_requests() for _ in range(connections)))
    return LoadResult(perf_counter() - start, tuple(latencies), len(failed))


async def _read_status(reader: asyncio.StreamReader) -> int:
    """Reads a whole response."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.split(b":")[1]))
    return int(head.split(b" ", 2)[1])
