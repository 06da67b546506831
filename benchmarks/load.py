"""A load on loopback: connections that each ask again once they are answered. Plain sockets, so that little of the
machine goes to asking."""

import asyncio
import json
from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Load:
    """`times` are seconds a request, in the order of their answers; `failed` those that were not 2xx."""

    seconds: float
    times: tuple[float, ...]
    failed: int

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)]


def request(port: int, path: str, body: Any = None, **headers: str) -> bytes:
    told = b"" if body is None else json.dumps(body).encode()
    method = "GET" if body is None else "POST"
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(told)}"]
    lines += [
        "Content-Type: application/json",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + told


def load(port: int, requests: list[bytes], connections: int) -> Load:
    """Each request once, in order, over so many connections."""
    return asyncio.run(_load(port, requests, connections))


async def _load(port: int, requests: list[bytes], connections: int) -> Load:
    left, times, failed = iter(requests), list[float](), list[int]()

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        for one in left:
            began = perf_counter()
            writer.write(one)
            status = await _answer(reader)
            times.append(perf_counter() - began)
            if not 200 <= status < 300:
                failed.append(status)
        writer.close()
        await writer.wait_closed()

    began = perf_counter()
    await asyncio.gather(*(ask() for _ in range(connections)))
    return Load(perf_counter() - began, tuple(times), len(failed))


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.split(b":")[1]))
    return int(head.split(b" ", 2)[1])
