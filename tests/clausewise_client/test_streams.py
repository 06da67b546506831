"""Streams are read however they are cut, and line ends inside JSON end nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clausewise_client.streams import EventLines, JsonLines, ServerSentEvent, read_stream, read_stream_async

VALUES = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none(), max_size=3)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(edges)]


async def read_async(parts: list[bytes], reader: EventLines | JsonLines) -> list[Any]:
    async def given_parts() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    return [value async for value in read_stream_async(given_parts(), reader)]


@given(st.lists(VALUES, max_size=5), st.lists(st.integers(min_value=0), max_size=8), st.booleans())
def test_json_lines_are_read_however_they_are_cut(values: list[Any], places: list[int], ended: bool) -> None:
    text = "\n".join(json.dumps(value, ensure_ascii=False) for value in values) + ("\n" if ended else "")
    parts = cut(text.encode("utf-8", "surrogatepass"), places)
    assert [*read_stream(iter(parts), JsonLines())] == values
    assert asyncio.run(read_async(parts, JsonLines())) == values


@given(st.lists(VALUES, max_size=5), st.lists(st.integers(min_value=0), max_size=8))
def test_events_are_read_however_they_are_cut(values: list[Any], places: list[int]) -> None:
    text = "".join(f"event: verdict\ndata: {json.dumps(value, ensure_ascii=False)}\n\n" for value in values)
    parts = cut(text.encode("utf-8", "surrogatepass"), places)
    expected = [ServerSentEvent("verdict", value) for value in values]
    assert [*read_stream(iter(parts), EventLines())] == expected
    assert asyncio.run(read_async(parts, EventLines())) == expected


def test_events_follow_the_standard() -> None:
    text = b": a comment\r\nid: 7\r\ndata:[1,\r\ndata: 2]\r\n\r\n\r\nevent: end\r\n\r\ndata: 3\n\ndata: 4"
    assert [*read_stream(iter([text]), EventLines())] == [
        ServerSentEvent("message", [1, 2]),
        ServerSentEvent("message", 3),
    ]
