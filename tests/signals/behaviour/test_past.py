"""Features of earlier events agree with counting by hand, and never look ahead."""

from collections import Counter
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.behaviour.past import NONE, Past, joined

EVENTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 50), st.integers(NONE, 3), st.integers(0, 9)), min_size=1, max_size=40
)
Rows = list[tuple[int, int, int, int]]


def columns(rows: Rows) -> list["np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    return [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]


def earlier(rows: Rows, place: int) -> Rows:
    """The rows of the same key that come before, the oldest first."""
    key, at, *_ = rows[place]
    before = [(row[1], other, row) for other, row in enumerate(rows) if row[0] == key and (row[1], other) < (at, place)]
    return [row for _, _, row in sorted(before)]


@given(EVENTS)
def test_each_feature_agrees_with_the_earlier_rows(rows: Rows) -> None:
    key, at, code, value = columns(rows)
    past = Past(key, at)
    found = {
        "count": past.count,
        "gap": past.gap(2),
        "within": past.count_within(10),
        "mean": past.mean(value.astype(float)),
        "deviation": past.deviation(value.astype(float)),
        "sum": past.sum_within(value.astype(float), 10),
        "before": past.before(value.astype(float)),
        "distinct": past.distinct(code),
        "entropy": past.entropy(code),
        "age": past.age,
    }
    for place in range(len(rows)):
        expected = by_hand(rows, place)
        for name, values in found.items():
            assert values[place] == pytest.approx(expected[name], nan_ok=True, abs=1e-6), name


def by_hand(rows: Rows, place: int) -> dict[str, float]:
    before, at = earlier(rows, place), rows[place][1]
    values = [row[3] for row in before]
    codes = Counter(row[2] for row in before if row[2] != NONE)
    shares = [count / codes.total() for count in codes.values()]
    recent = [row for row in before if row[1] >= at - 10]
    return {
        "count": len(before),
        "gap": at - before[-2][1] if len(before) > 1 else np.nan,
        "within": len(recent),
        "mean": float(np.mean(values)) if values else np.nan,
        "deviation": float(np.std(values)) if values else np.nan,
        "sum": sum(row[3] for row in recent),
        "before": values[-1] if values else np.nan,
        "distinct": len(codes),
        "entropy": -sum(share * log2(share) for share in shares) if shares else np.nan,
        "age": at - before[0][1] if before else 0,
    }


@given(EVENTS, st.data())
def test_later_rows_change_nothing(rows: Rows, data: st.DataObject) -> None:
    rows = sorted(rows, key=lambda row: row[1])
    cut = data.draw(st.integers(1, len(rows)))
    key, at, code, _ = columns(rows)
    whole, part = Past(key, at), Past(key[:cut], at[:cut])
    for name in ("entropy", "distinct"):
        np.testing.assert_allclose(getattr(whole, name)(code)[:cut], getattr(part, name)(code[:cut]), atol=1e-9)
    np.testing.assert_array_equal(whole.count_within(10)[:cut], part.count_within(10))


def test_joined_codes_are_equal_where_all_parts_are() -> None:
    one, other = np.array([0, 0, 1, NONE, 0]), np.array([5, 5, 5, 5, NONE])
    found = joined(one, other)
    assert found[0] == found[1] != found[2]
    assert found[3] == found[4] == NONE


def test_no_events() -> None:
    nothing = np.zeros(0, np.int64)
    past = Past(nothing, nothing)
    assert len(past.count) == len(past.count_within(5)) == len(past.entropy(nothing)) == 0
