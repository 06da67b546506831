"""Windows over days agree with counting by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.quality.habits.windows import Asked, DayRows, Spans, changing_shares, numbers_of, weighted_means

ROWS = st.lists(
    st.tuples(st.integers(-1, 2), st.integers(0, 20), st.floats(0, 1), st.floats(0.1, 1)), min_size=0, max_size=30
)
QUESTIONS = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 25)), min_size=1, max_size=5)


@given(ROWS, QUESTIONS)
def test_means_of_windows(rows: list[tuple[int, int, float, float]], questions: list[tuple[int, int]]) -> None:
    creator, day, value, weight = (np.array([row[n] for row in rows]) for n in range(4))
    asked_creator, last = np.array(questions).T
    found = weighted_means(
        DayRows(creator.astype(np.int64), day.astype(np.int64)),
        value.astype(float),
        weight.astype(float),
        Asked(asked_creator, last - 6, last),
    )
    for place, (who, until) in enumerate(questions):
        inside = [row for row in rows if row[0] == who >= 0 and until - 6 <= row[1] <= until]
        if not inside:
            assert np.isnan(found.observed.values[place])
            assert found.observed.posts[place] == 0
            continue
        weights = [row[3] for row in inside]
        expected = np.average([row[2] for row in inside], weights=weights)
        assert found.observed.values[place] == pytest.approx(expected, abs=1e-6)
        assert found.observed.posts[place] == pytest.approx(sum(weights))
        assert np.isnan(found.deviations[place]) == (len(inside) == 1)


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(1, 20), st.booleans()), min_size=0, max_size=20
    ),
    QUESTIONS,
)
def test_shares_of_what_holds_on_a_day(
    rows: list[tuple[int, int, int, bool]], questions: list[tuple[int, int]]
) -> None:
    spans = Spans(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[1] + row[2] for row in rows], np.int64),
        np.array([float(row[3]) for row in rows]),
    )
    creator, day = np.array(questions, dtype=np.int64).T
    found = changing_shares(spans, creator, day)
    for place, (who, when) in enumerate(questions):
        holding = [row[3] for row in rows if row[0] == who and row[1] <= when < row[1] + row[2]]
        assert found.observed.posts[place] == len(holding)
        expected = np.mean(holding) if holding else np.nan
        assert found.observed.values[place] == pytest.approx(expected, nan_ok=True, abs=1e-9)


def test_numbers_of_names() -> None:
    assert numbers_of(np.array(["b", "x", None], dtype=object), ["a", "b"]).tolist() == [1, -1, -1]
