"""Values of columns: text, whole numbers and numbers are read, and everything else is named."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.engines.arrays import objects
from warehouse.loading.values import MAX_TEXT, read_column
from warehouse.tables.table import Column, integer, real, text

NUMBERS = (integer("n", ""), integer("n", "", nullable=True), real("n", ""), real("n", "", nullable=True))


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        (text("t", ""), "", "is empty"),
        (text("t", ""), None, "is empty"),
        (text("t", ""), "x" * (MAX_TEXT + 1), "is longer than 20,000 characters"),
        (text("t", ""), "a\0b", "contains a null character"),
        (text("t", ""), "caf\udce9", "is not UTF-8"),
        (text("t", "", "like", "follow"), "love", "is none of like, follow: 'love'"),
        (integer("n", ""), "", "is empty"),
        (integer("n", ""), np.nan, "is empty"),
        (integer("n", ""), "1.5", "is not a whole number: '1.5'"),
        (integer("n", ""), 1.5, "is not a whole number: '1.5'"),
        (integer("n", ""), "9" * 30, f"is not a whole number: '{'9' * 30}'"),
        (integer("n", "", nullable=True), "soon", "is not a whole number: 'soon'"),
        (real("n", ""), "inf", "is not a number"),
        (real("n", ""), "1,5", "is not a number: '1,5'"),
        (real("n", ""), None, "is empty"),
    ],
)
def test_value_that_cannot_be_stored(column: Column, value: Any, reason: str) -> None:
    good = "1" if column.type != "text" else "follow"
    _, problems = read_column(column, objects([good, value, good]))
    assert [
        (problem.index, problem.reason.removesuffix(": infinite").removesuffix(": 'inf'")) for problem in problems
    ] == [(1, reason)]


@pytest.mark.parametrize("missing", ["", None, np.nan])
def test_missing_value(missing: Any) -> None:
    for column in (integer("n", "", nullable=True), real("n", "", nullable=True)):
        values, problems = read_column(column, objects(["3", missing]))
        assert (values[0], np.isnan(values[1]), problems) == (3, True, [])
    values, problems = read_column(text("t", "", nullable=True), objects(["x", missing]))
    assert (values.tolist(), problems) == (["x", None], [])
    values, problems = read_column(Column("t", "text", "", blank=True), objects(["x", missing]))
    assert (values.tolist(), problems) == (["x", ""], [])


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_whole_numbers_are_exact(numbers: list[int]) -> None:
    for raw in (objects([*map(str, numbers)]), np.array(numbers, np.int64)):
        values, problems = read_column(integer("n", ""), raw)
        assert (values.tolist(), values.dtype.kind, problems) == (numbers, "i", [])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_are_exact(numbers: list[float]) -> None:
    for raw in (objects([*map(str, numbers)]), np.array(numbers)):
        values, problems = read_column(real("n", ""), raw)
        assert (values.tolist(), problems) == (numbers, [])


@given(st.sampled_from(NUMBERS), st.lists(st.one_of(st.text(max_size=5), st.none(), st.floats(), st.booleans())))
def test_every_value_is_read_or_named(column: Column, raw: list[Any]) -> None:
    values, problems = read_column(column, objects(raw))
    assert len(values) == len(raw)
    named = {problem.index for problem in problems}
    for index, value in enumerate(raw):
        missing = value is None or value == "" or value != value
        assert index in named or missing == bool(np.isnan(float(values[index])))
