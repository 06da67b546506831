"""Conditions: whole columns and CEL agree, and what was not measured hits nothing."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.strategies.conditions import (
    Comparison,
    compile_condition,
    condition_variables,
    conjunction,
    evaluate,
)
from insights.strategies.replay import strategy_hits
from policies.parsing.cel import CheckRunError
from tests.insights.strategies.made import strategy, subjects

NUMBERS = ("activity.posts", "trade.refund_share", "likes.partners")
NUMBER = st.sampled_from([None, 0.0, 0.5, 1.0, 2.0, -1.0])
MARKET = st.sampled_from([None, "US", "DE"])
COMPARISON = st.one_of(
    st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from([">", ">=", "<", "<=", "==", "!="]),
        st.sampled_from(["0", "1", "0.5", "-1"]),
    ),
    st.tuples(st.just("account.market"), st.sampled_from(["==", "!="]), st.sampled_from(['"US"', "'DE'"])),
)


@settings(max_examples=200)
@given(
    parts=st.lists(COMPARISON, min_size=1, max_size=3),
    rows=st.lists(st.tuples(NUMBER, NUMBER, NUMBER, MARKET), min_size=1),
)
def test_whole_columns_agree_with_cel(parts: list[tuple[str, str, str]], rows: list[tuple[Any, ...]]) -> None:
    source = " && ".join(" ".join(part) for part in parts)
    assert conjunction(source) is not None
    names = (*NUMBERS, "account.market")
    each = subjects({name: [row[place] for row in rows] for place, name in enumerate(names)})
    found, check = evaluate(source, each), compile_condition(source)
    for place, row in enumerate(rows):
        nested: dict[str, dict[str, object]] = {}
        for name, value in zip(names, row, strict=True):
            nested.setdefault(name.partition(".")[0], {})[name.partition(".")[2]] = value
        try:
            answer, unknown = check.evaluate(nested), False
        except CheckRunError:
            answer, unknown = False, True
        assert found.hit[place] == answer
        assert found.unknown[place] == unknown


def test_other_conditions_are_evaluated_one_by_one() -> None:
    each = subjects({"activity.posts": [1, 9, None], "account.market": ["US", "DE", "DE"]})
    source = 'activity.posts > 5 || account.market.startsWith("U")'
    assert conjunction(source) is None
    found = evaluate(source, each)
    assert found.hit.tolist() == [True, True, False]
    assert found.unknown.tolist() == [False, False, True]
    assert condition_variables(source) == ("activity.posts", "account.market")


@pytest.mark.parametrize("source", ["!(activity.posts > 1)", "1 < activity.posts", "activity.posts > trade.orders"])
def test_what_is_no_plain_comparison_is_left_to_cel(source: str) -> None:
    assert conjunction(source) is None
    each = subjects({"activity.posts": [0, 2], "trade.orders": [1, 1]})
    assert evaluate(source, each).hit.tolist() == ([True, False] if source.startswith("!") else [False, True])


def test_a_comparison_is_written_as_it_is_read() -> None:
    for one in (Comparison("activity.posts", ">=", 0.25), Comparison("account.market", "==", "US")):
        assert conjunction(one.text) == (one,)


def test_only_the_markets_of_the_scope_are_hit() -> None:
    each = subjects({"activity.posts": [30, 30, None, None], "account.market": ["US", "DE", "DE", None]})
    hit, unknown = strategy_hits(strategy(scope={"markets": ["DE"]}), each)
    assert hit.tolist() == [False, True, False, False]
    assert unknown.tolist() == [False, False, True, False]
    assert np.array_equal(strategy_hits(strategy(), each)[0], [True, True, False, False])
