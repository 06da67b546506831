"""The wait is what the server asks for, else one that grows within bounds."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.retry import FIRST_S, LONGEST_S, backoff, told

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_nothing_and_never_long(attempt: int, draw: float) -> None:
    assert FIRST_S / 2 <= backoff(attempt, draw) <= LONGEST_S


def test_the_wait_doubles() -> None:
    assert [backoff(attempt, 0) for attempt in range(6)] == [0.25, 0.5, 1, 2, 4, 4]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "3", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "3", "retry-after-ms": "soon"}, 3),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, 90),
        ({"retry-after": format_datetime(NOW - timedelta(seconds=90), usegmt=True)}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
    ],
)
def test_what_the_server_asks_for(headers: dict[str, str], expected: float | None) -> None:
    assert told(headers, NOW) == expected


@given(st.text(max_size=40))
def test_no_header_breaks_it(header: str) -> None:
    asked = told({"retry-after": header, "retry-after-ms": header}, NOW)
    assert asked is None or asked >= 0
