"""Waits, quiet hours and caps: arithmetic over instants."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.webhooks.schedule import MOST_ATTEMPTS, QuietHours, capped, wait

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(days=-300), timedelta(days=60)).map(lambda away: NOON + away)


def test_waits_grow_and_end() -> None:
    waits = [wait(n, 0) for n in range(1, MOST_ATTEMPTS + 1)]
    assert waits[-1] is None
    known = [one for one in waits if one is not None]
    assert known == sorted(known)
    assert timedelta(days=2) < sum(known, timedelta()) < timedelta(days=4)


@given(st.integers(1, MOST_ATTEMPTS - 1), st.floats(0, 1, exclude_max=True))
def test_chance_spreads_a_wait_by_a_tenth(attempts: int, chance: float) -> None:
    least, found = wait(attempts, 0), wait(attempts, chance)
    assert least is not None
    assert found is not None
    assert least <= found <= least * 1.1


@pytest.mark.parametrize(
    ("start", "end", "zone", "at", "until"),
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
def test_quiet_hours(start: time, end: time, zone: str, at: datetime, until: datetime) -> None:
    assert QuietHours(start, end, ZoneInfo(zone)).after(at) == until


@pytest.mark.parametrize(
    ("start", "end", "at", "until"),
    [  # Oslo sets its clock back at 01:00 UTC on 25 October, and forward at 01:00 UTC on 29 March
        (time(22), time(2, 30), datetime(2026, 10, 25, 0, 10, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (time(22), time(2, 30), datetime(2026, 10, 25, 1, 10, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (time(22), time(2, 30), datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (time(3), time(2, 30), datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
    ],
)
def test_quiet_hours_where_the_clock_is_set(start: time, end: time, at: datetime, until: datetime) -> None:
    hours = QuietHours(start, end, ZoneInfo("Europe/Oslo"))
    assert hours.after(at) == until
    assert hours.after(at.astimezone(ZoneInfo("Europe/Oslo"))) == until


@given(st.times(), st.times(), INSTANTS)
def test_after_quiet_hours_it_is_not_quiet(start: time, end: time, at: datetime) -> None:
    hours = QuietHours(start.replace(microsecond=0), end.replace(microsecond=0), ZoneInfo("Europe/Oslo"))
    found = hours.after(at)
    assert at <= found <= at + timedelta(hours=49)  # a day may skip its end
    assert hours.after(found) == found


@given(st.lists(INSTANTS, max_size=6).map(sorted), st.integers(1, 3), INSTANTS)
def test_a_cap_is_never_broken_and_never_waits_longer_than_it_must(
    sent: list[datetime], most: int, at: datetime
) -> None:
    per = timedelta(hours=24)
    known = [one for one in sent if one <= at]
    found = capped(known, most, per, at)
    assert at <= found <= at + per
    assert sum(one > found - per for one in known) < most
    if found > at:
        just_before = found - timedelta(microseconds=1)
        assert sum(one > just_before - per for one in known) >= most
