"""The slices that explain a movement: planted ones are found, and the result depends on sums alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InputError
from insights.causes.search import search_causes
from insights.metrics.rows import MetricRows
from tests.insights.causes.made import metric_rows

MARKETS, KINDS = ("US", "GB", "DE", "FR"), ("video", "photo", "live_clip")


def rows(days: range, raised: dict[tuple[str, str], float], cases: float = 1000.0) -> MetricRows:
    """A rate of 2% everywhere except in `raised` slices."""
    return metric_rows(
        {
            (day, (market, kind)): (cases * raised.get((market, kind), 0.02), cases)
            for day in days
            for market in MARKETS
            for kind in KINDS
        },
        "market",
        "kind",
    )


def test_one_value_is_found_without_a_second_dimension() -> None:
    raised = {("US", kind): 0.1 for kind in KINDS}
    first = search_causes(rows(range(7), {}), rows(range(7, 8), raised))[0]
    assert first.slice == {"market": "US"}
    assert first.excess == pytest.approx(3 * 1000 * 0.08, rel=0.01)
    assert first.share == pytest.approx(1.0, abs=0.01)
    assert first.after == pytest.approx(0.1)


def test_a_combination_is_found() -> None:
    first = search_causes(rows(range(7), {}), rows(range(7, 8), {("GB", "video"): 0.2}))[0]
    assert first.slice == {"market": "GB", "kind": "video"}


def test_two_values_that_moved_together_are_one_answer() -> None:
    raised = {(market, kind): 0.1 for market in ("US", "DE") for kind in KINDS}
    causes = search_causes(rows(range(7), {}), rows(range(7, 8), raised))
    assert [one.slice for one in causes if one.answer == causes[0].answer] == [{"market": "US"}, {"market": "DE"}]


def test_a_movement_down_is_found() -> None:
    lowered = {("FR", kind): 0.002 for kind in KINDS}
    first = search_causes(rows(range(7), {}), rows(range(7, 8), lowered))[0]
    assert first.slice == {"market": "FR"}
    assert first.excess < 0


def test_a_count_is_compared_by_periods() -> None:
    before = metric_rows({(day, (market,)): (100.0, 0.0) for day in range(14) for market in MARKETS}, "market")
    after = metric_rows(
        {(day, (market,)): (20.0 if market == "DE" else 100.0, 0.0) for day in range(14, 16) for market in MARKETS},
        "market",
    )
    first = search_causes(before, after, kind="count")[0]
    assert first.slice == {"market": "DE"}
    assert (first.before, first.after, first.excess) == (200.0, 40.0, -160.0)


def test_an_earlier_incident_is_no_baseline() -> None:
    earlier = rows(range(3, 4), {("US", kind): 0.5 for kind in KINDS})
    quiet = rows(range(7), {}).select(rows(range(7), {}).day != 3)
    before = joined(quiet, earlier)
    first = search_causes(before, rows(range(7, 8), {("US", kind): 0.06 for kind in KINDS}))[0]
    assert first.slice == {"market": "US"}
    assert first.before == pytest.approx(0.02, rel=0.02)


def test_an_unknown_value_is_a_value() -> None:
    def made(day: int, share: float) -> MetricRows:
        cells: dict[tuple[int, tuple[str | None, ...]], tuple[float, float]]
        cells = {(day, (None,)): (1000 * share, 1000.0), (day, ("US",)): (20.0, 1000.0)}
        return metric_rows(cells, "market")

    assert search_causes(made(0, 0.02), made(1, 0.2))[0].slice == {"market": None}


def test_amounts_are_compared() -> None:
    before = metric_rows({(day, (m,)): (250.5, 100.0) for day in range(7) for m in MARKETS}, "market")
    after = metric_rows({(7, (m,)): (900.5 if m == "US" else 250.5, 100.0) for m in MARKETS}, "market")
    assert search_causes(before, after)[0].slice == {"market": "US"}


def test_nothing_moved() -> None:
    assert search_causes(rows(range(7), {}), rows(range(7, 8), {})) == []


def test_a_movement_everywhere_has_no_slice() -> None:
    everywhere = {(market, kind): 0.06 for market in MARKETS for kind in KINDS}
    assert search_causes(rows(range(7), {}), rows(range(7, 8), everywhere)) == []
    alone = metric_rows({(day, ("US",)): (20.0 + 60 * (day == 7), 1000.0) for day in range(8)}, "market")
    assert search_causes(alone.between(0, 6), alone.between(7, 7)) == []


def test_chance_is_no_cause() -> None:
    before = metric_rows({(day, (m,)): (2.0, 100.0) for day in range(7) for m in MARKETS}, "market")
    after = metric_rows({(7, (m,)): (4.0 if m == "US" else 2.0, 100.0) for m in MARKETS}, "market")
    assert search_causes(before, after) == []


def test_what_cannot_be_compared() -> None:
    before, after = rows(range(7), {}), rows(range(7, 8), {})
    with pytest.raises(InputError, match="no dimension colour"):
        search_causes(before, after, ["colour"])
    with pytest.raises(InputError, match="no rows before"):
        search_causes(before.between(100, 200), after)
    with pytest.raises(InputError, match="no rows after"):
        search_causes(before, after.between(100, 200))


def test_a_dimension_with_many_values_is_pruned_not_lost() -> None:
    random = np.random.default_rng(2)
    size = 20_000
    creators = np.array([f"c{one}" for one in random.integers(0, 5000, size)], object)
    markets = np.array(MARKETS, object)[random.integers(0, 4, size)]
    day = random.integers(0, 8, size)
    hits = (random.random(size) < np.where((day == 7) & (markets == "FR"), 0.5, 0.05)).astype(np.float64)
    every = MetricRows(day.astype(np.int64), hits, np.ones(size), {"market": markets, "creator": creators})
    assert search_causes(every.between(0, 6), every.between(7, 7))[0].slice == {"market": "FR"}


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_rows_may_be_shuffled_and_split(seed: int) -> None:
    random = np.random.default_rng(seed)
    before, after = rows(range(7), {}), rows(range(7, 8), {("US", "video"): 0.1})
    old, new = (shuffle(joined(half(one), half(one)), random) for one in (before, after))
    expected, found = search_causes(before, after), search_causes(old, new)
    assert [one.slice for one in found] == [one.slice for one in expected]
    assert [one.score for one in found] == pytest.approx([one.score for one in expected])


def half(one: MetricRows) -> MetricRows:
    return MetricRows(one.day, one.numerator / 2, one.denominator / 2, one.dimensions)


def shuffle(one: MetricRows, random: np.random.Generator) -> MetricRows:
    order = random.permutation(one.size)
    columns = {name: values[order] for name, values in one.dimensions.items()}
    return MetricRows(one.day[order], one.numerator[order], one.denominator[order], columns)


def joined(one: MetricRows, other: MetricRows) -> MetricRows:
    return MetricRows(
        np.concatenate([one.day, other.day]),
        np.concatenate([one.numerator, other.numerator]),
        np.concatenate([one.denominator, other.denominator]),
        {name: np.concatenate([one.dimensions[name], other.dimensions[name]]) for name in one.dimensions},
    )
