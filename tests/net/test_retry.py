"""The wait is what the server asks for, else a random one below a ceiling that doubles."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from net.retry import RetryPolicy, TransientError, parse_retry_after

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Busy(TransientError):
    def __init__(self, retry_after_s: float | None = None) -> None:
        self.retry_after_s = retry_after_s


def fails(times: int, error: Exception) -> Callable[[], str]:
    """An attempt that raises `error` the first times and then returns."""
    left = [error] * times

    def attempt() -> str:
        if left:
            raise left.pop()
        return "done"

    return attempt


def waits(policy: RetryPolicy, attempt: Callable[[], str], remaining_s: float = 1e6) -> list[float]:
    """The waits between the attempts, without spending them."""
    recorded: list[float] = []
    timed = RetryPolicy(
        policy.max_attempts,
        policy.first_wait_s,
        policy.max_wait_s,
        policy.max_retry_after_s,
        recorded.append,
        policy.draw,
    )
    assert timed.run(attempt, lambda: remaining_s) == "done"
    return recorded


def test_the_wait_doubles_up_to_the_ceiling() -> None:
    policy = RetryPolicy(9, 0.5, 8.0, draw=lambda: 0.5)
    assert waits(policy, fails(6, Busy())) == [0.25, 0.5, 1, 2, 4, 4]


@given(attempts=st.integers(1, 2000), draw=st.floats(0, 1, exclude_max=True))
def test_the_wait_is_uniform_between_zero_and_the_ceiling(attempts: int, draw: float) -> None:
    recorded = waits(RetryPolicy(attempts + 1, 0.2, 5.0, draw=lambda: draw), fails(attempts, Busy()))
    assert recorded == [pytest.approx(draw * min(5.0, 0.2 * 2 ** min(n, 30))) for n in range(attempts)]


def test_the_delay_that_the_server_asks_for_replaces_the_backoff_up_to_a_maximum() -> None:
    assert waits(RetryPolicy(3, 0.5, 8.0), fails(2, Busy(30.0))) == [30.0, 30.0]
    assert waits(RetryPolicy(3, 0.5, 8.0, max_retry_after_s=5.0), fails(2, Busy(30.0))) == [5.0, 5.0]


def test_the_last_error_is_raised_after_the_last_attempt() -> None:
    with pytest.raises(Busy):
        waits(RetryPolicy(2, 0.5, 8.0), fails(2, Busy()))


def test_a_wait_that_takes_all_remaining_time_is_not_started() -> None:
    with pytest.raises(Busy):
        waits(RetryPolicy(2, 0.5, 8.0), fails(1, Busy(3.0)), remaining_s=3.0)


def test_another_error_is_raised_at_once() -> None:
    attempt = fails(1, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        waits(RetryPolicy(5, 0.5, 8.0), attempt)
    assert attempt() == "done"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "3"}, 3),
        ({"retry-after": " 3 "}, 3),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "86400"}, 86400),
        ({"retry-after": "9" * 400}, float("inf")),
        ({"retry-after": "3", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "3", "retry-after-ms": "soon"}, 3),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, 90),
        ({"retry-after": format_datetime(NOW - timedelta(seconds=90), usegmt=True)}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "٣"}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], expected: float | None) -> None:
    assert parse_retry_after(headers, NOW) == expected


@given(st.integers(-100_000, 100_000))
def test_a_date_means_the_seconds_until_then(seconds: int) -> None:
    header = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert parse_retry_after({"retry-after": header}, NOW) == max(0.0, float(seconds))


@given(st.text() | st.integers().map(str) | st.datetimes().map(str))
def test_any_header_gives_none_or_a_wait(header: str) -> None:
    seconds = parse_retry_after({"retry-after": header, "retry-after-ms": header}, NOW)
    assert seconds is None or seconds >= 0
