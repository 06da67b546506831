from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.backoff import FIRST_S, LONGEST_S, full_jitter, retry_after

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@given(attempt=st.integers(0, 10_000), draw=st.floats(0, 1, exclude_max=True))
def test_jitter_lies_between_nothing_and_a_ceiling_that_doubles(attempt: int, draw: float) -> None:
    ceiling = min(LONGEST_S, FIRST_S * 2 ** min(attempt, 30))
    assert full_jitter(attempt, 0.0) == 0.0
    assert full_jitter(attempt, draw) == pytest.approx(draw * ceiling)


@given(st.text() | st.integers().map(str) | st.datetimes().map(str))
def test_whatever_the_header_says_the_wait_is_bounded(header: str) -> None:
    wait_s = retry_after(header, NOW)
    assert wait_s is None or 0 <= wait_s <= LONGEST_S


@given(st.integers(-100_000, 100_000))
def test_a_date_is_as_good_as_a_number(seconds: int) -> None:
    header = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after(header, NOW) == min(LONGEST_S, max(0.0, float(seconds)))


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("1.5", None),
        ("٣", None),
        ("0", 0.0),
        (" 3 ", 3.0),
        ("86400", LONGEST_S),
        ("9" * 400, LONGEST_S),
    ],
)
def test_a_number_is_seconds_up_to_the_cap(header: str | None, wait_s: float | None) -> None:
    assert retry_after(header, NOW) == wait_s
