"""Gzip bodies: read however they are cut, counted as they unfold, and refused when they are broken."""

import asyncio
import gzip
import json
import tracemalloc
import zlib

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from api.compressed_body import PART_BYTES, GzipBody
from api.problem import ApiError
from tests.api.conftest import make_case

GZIP = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
DISCONNECT: Message = {"type": "http.disconnect"}


def read(parts: list[bytes]) -> list[bytes]:
    """The parts that the service receives."""

    async def run() -> list[bytes]:
        waiting = [*parts]

        async def receive() -> Message:
            if not waiting:
                return DISCONNECT
            part = waiting.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(waiting)}

        body, found = GzipBody(receive), list[bytes]()
        while (message := await body.receive())["type"] == "http.request":
            found.append(message["body"])
            assert len(message["body"]) <= PART_BYTES
            if not message["more_body"]:
                assert await body.receive() == DISCONNECT
                return found
        raise AssertionError("the body has no end")

    return asyncio.run(run())


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(min_value=1, max_value=50))
def test_body_is_read_however_it_is_cut(members: list[bytes], size: int) -> None:
    packed = b"".join(map(gzip.compress, members))
    parts = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert b"".join(read(parts)) == b"".join(members)


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES])
def test_size_at_the_edge_of_a_part(size: int) -> None:
    assert b"".join(read([gzip.compress(bytes(size))])) == bytes(size)
    assert read([b""]) == [b""]


@pytest.mark.parametrize(
    ("packed", "what"),
    [
        (b"{}", "is none"),
        (zlib.compress(b"{}"), "is none"),
        (gzip.compress(b"{}")[:-3], "breaks off"),
        (gzip.compress(b"{}")[:5], "breaks off"),
        (gzip.compress(b"{}")[:-8] + bytes(8), "is none"),
        (gzip.compress(b"{}") + b"more", "is none"),
        (gzip.compress(b"{}") + gzip.compress(b"{}")[:-1], "breaks off"),
    ],
    ids=["plain", "zlib", "no end", "header alone", "wrong sum", "more after it", "second without its end"],
)
def test_broken_body_is_refused(client: TestClient, packed: bytes, what: str) -> None:
    with pytest.raises(ApiError, match=what):
        read([packed])
    answer = client.post("/v1/decisions", content=packed, headers=GZIP)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:clausewise:problem:malformed-request")


def test_limit_counts_what_unfolds(client: TestClient) -> None:
    """A gigabyte of zeros arrives as one megabyte."""
    fits = json.dumps(make_case("this tea cured my diabetes in two weeks " * 1_000)).encode()
    assert client.post("/v1/decisions", content=gzip.compress(fits), headers=GZIP).status_code == 201
    assert client.post("/v1/decisions", content=gzip.compress(fits * 10), headers=GZIP).status_code == 413
    bomb = gzip.compress(bytes(100_000_000))
    assert len(bomb) < 200_000
    tracemalloc.start()
    answer = client.post("/v1/decisions", content=bomb, headers=GZIP)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 413
    assert peak < 10_000_000


def test_batch_of_json_lines_may_be_compressed(client: TestClient) -> None:
    lines = "\n".join(json.dumps(make_case(name=f"z{n}")) for n in range(3)).encode()
    headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
    answer = client.post("/v1/batches", content=gzip.compress(lines), headers=headers)
    assert (answer.status_code, answer.json()["total"]) == (202, 3)
