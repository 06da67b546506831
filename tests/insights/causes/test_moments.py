"""The first moment of a change in a daily series."""

import numpy as np
import pytest

from domain.days import date_of
from insights.causes.moments import MIN_DAYS, first_moment
from insights.metrics.rows import DailySeries, Floats

FIRST = 20_000
DAYS = 35


def series(rate: Floats, cases: float = 500.0) -> DailySeries:
    noise = np.random.default_rng(3).normal(0, 0.005, len(rate))
    return DailySeries(np.arange(FIRST, FIRST + len(rate)), (rate + noise) * cases, np.full(len(rate), cases))


def stepped(start: int, end: int = DAYS, to: float = 0.2) -> Floats:
    rate = np.full(DAYS, 0.1)
    rate[start:end] = to
    return rate


@pytest.mark.parametrize("start", [22, 28, 31, 34])
def test_a_step_begins_on_its_day(start: int) -> None:
    found = first_moment(series(stepped(start)), 1, False, FIRST + 21, FIRST + DAYS - 1)
    assert (found.day, found.last_day) == (date_of(FIRST + start), date_of(FIRST + DAYS - 1))


def test_a_step_down_has_the_other_sign() -> None:
    found = first_moment(series(stepped(30, to=0.02)), -1, False, FIRST + 21, FIRST + DAYS - 1)
    assert found.day == date_of(FIRST + 30)
    wrong = first_moment(series(stepped(30, to=0.02)), 1, False, FIRST + 28, FIRST + DAYS - 1)
    assert wrong.day != date_of(FIRST + 30)


def test_a_day_that_passed_has_an_end() -> None:
    found = first_moment(series(stepped(29, 31)), 1, False, FIRST + 28, FIRST + DAYS - 1)
    assert (found.day, found.last_day) == (date_of(FIRST + 29), date_of(FIRST + 30))


def test_a_count_is_read_from_its_numerator() -> None:
    counts = DailySeries(np.arange(FIRST, FIRST + DAYS), series(stepped(30)).numerator, np.zeros(DAYS))
    assert first_moment(counts, 1, True, FIRST + 28, FIRST + DAYS - 1).day == date_of(FIRST + 30)


def test_noise_has_no_first_moment() -> None:
    found = first_moment(series(np.full(DAYS, 0.1)), 1, False, FIRST + 28, FIRST + DAYS - 1)
    assert found.day is None
    assert "no single day stands out" in found.note


def test_days_without_cases_are_left_out() -> None:
    some = series(stepped(30))
    gaps = DailySeries(some.day, some.numerator, np.where(some.day % 4 == 0, 0, some.denominator))
    found = first_moment(gaps, 1, False, FIRST + 28, FIRST + DAYS - 1)
    assert found.day is not None
    assert abs((found.day - date_of(FIRST + 30)).days) <= 1


def test_a_short_series_has_none() -> None:
    short = DailySeries(np.arange(5), np.ones(5), np.ones(5))
    assert f"fewer than {MIN_DAYS} days" in first_moment(short, 1, False, 0, 4).note
