"""Retry delays, quiet hours and caps."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.webhooks.schedule import MAX_ATTEMPTS, QuietHours, earliest_within_cap, retry_delay

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(days=-300), timedelta(days=60)).map(lambda offset: NOON + offset)


def test_retry_delays_grow_and_end() -> None:
    *delays, last = [retry_delay(n, 0) for n in range(1, MAX_ATTEMPTS + 1)]
    assert last is None
    known = [delay for delay in delays if delay is not None]
    assert known == sorted(known)
    assert len(known) == MAX_ATTEMPTS - 1
    assert timedelta(days=2) < sum(known, timedelta()) < timedelta(days=4)


@given(st.integers(1, MAX_ATTEMPTS - 1), st.floats(0, 1, exclude_max=True))
def test_jitter_adds_up_to_a_tenth(attempts: int, jitter: float) -> None:
    least, found = retry_delay(attempts, 0), retry_delay(attempts, jitter)
    assert least is not None
    assert found is not None
    assert least <= found <= least * 1.1


@pytest.mark.parametrize(
    ("start", "end", "zone", "at", "allowed"),
    [
        (time(22), time(8), "UTC", NOON, NOON),
        (time(22), time(8), "UTC", NOON.replace(hour=23), datetime(2026, 11, 27, 8, tzinfo=UTC)),
        (time(22), time(8), "UTC", NOON.replace(hour=3), NOON.replace(hour=8)),
        (time(11), time(13), "UTC", NOON, NOON.replace(hour=13)),
        (time(11), time(13), "Asia/Bangkok", NOON, NOON),
        (time(18), time(20), "Asia/Bangkok", NOON, NOON.replace(hour=13)),
        (time(9), time(9), "UTC", NOON.replace(hour=9), NOON.replace(hour=9)),
    ],
)
def test_quiet_hours(start: time, end: time, zone: str, at: datetime, allowed: datetime) -> None:
    assert QuietHours(start, end, ZoneInfo(zone)).next_allowed(at) == allowed


@pytest.mark.parametrize(
    ("start", "end", "at", "allowed"),
    [  # Oslo sets its clock back at 01:00 UTC on 25 October, and forward at 01:00 UTC on 29 March
        (time(22), time(2, 30), datetime(2026, 10, 25, 0, 10, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (time(22), time(2, 30), datetime(2026, 10, 25, 1, 10, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (time(22), time(2, 30), datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (time(3), time(2, 30), datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
    ],
)
def test_quiet_hours_when_the_clock_changes(start: time, end: time, at: datetime, allowed: datetime) -> None:
    hours = QuietHours(start, end, ZoneInfo("Europe/Oslo"))
    assert hours.next_allowed(at) == allowed
    assert hours.next_allowed(at.astimezone(ZoneInfo("Europe/Oslo"))) == allowed


@given(st.times(), st.times(), INSTANTS)
def test_next_allowed_time_is_not_quiet(start: time, end: time, at: datetime) -> None:
    hours = QuietHours(start.replace(microsecond=0), end.replace(microsecond=0), ZoneInfo("Europe/Oslo"))
    found = hours.next_allowed(at)
    assert at <= found <= at + timedelta(hours=49)  # a day may skip its end
    assert hours.next_allowed(found) == found


@given(st.lists(INSTANTS, max_size=6).map(sorted), st.integers(1, 3), INSTANTS)
def test_cap_is_respected_and_no_wait_is_too_long(sent: list[datetime], maximum: int, at: datetime) -> None:
    window = timedelta(hours=24)
    known = [sent_at for sent_at in sent if sent_at <= at]
    found = earliest_within_cap(known, maximum, window, at)
    assert at <= found <= at + window
    assert sum(sent_at > found - window for sent_at in known) < maximum
    if found > at:
        just_before = found - timedelta(microseconds=1)
        assert sum(sent_at > just_before - window for sent_at in known) >= maximum
