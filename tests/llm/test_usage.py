"""Cost is counted by a table, and never guessed for a model that the table lacks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.options import Price
from llm.usage import Tokens, cost, count, estimate, tokens, total

COUNTS = st.integers(0, 10**9)
TOKENS = st.builds(
    lambda read, share, written: Tokens(read, read * share // 100, written), COUNTS, st.integers(0, 100), COUNTS
)


def test_cached_input_has_a_price_of_its_own() -> None:
    spent = Tokens(1_000_000, 400_000, 100_000)
    assert cost(spent, Price(input=2, cached=0.5, output=10)) == pytest.approx(1.2 + 0.2 + 1.0)
    assert cost(spent, Price(input=2, output=10)) == pytest.approx(3.0)


@given(TOKENS, TOKENS)
def test_two_bills_come_to_the_bill_of_both(one: Tokens, other: Tokens) -> None:
    price = Price(input=3, cached=1, output=7)
    assert cost(one + other, price) == pytest.approx(cost(one, price) + cost(other, price))


def test_one_model_without_a_price_leaves_the_cost_unknown() -> None:
    spent = {"b": Tokens(1), "c": Tokens(2), "a": Tokens(0, 0, 4)}
    assert total(spent, {"c": Price(input=1, output=1)}) == (Tokens(3, 0, 4), None, ("a", "b"))


def test_nothing_asked_costs_nothing() -> None:
    assert total({}, {}) == (Tokens(), 0, ())


@pytest.mark.parametrize("told", [None, -1, True, 1.5, "12", [], {}])
def test_what_is_no_count_counts_nothing(told: Any) -> None:
    assert count(told) == 0


def test_no_more_is_cached_than_was_read() -> None:
    assert tokens(10, 99, 1) == Tokens(10, 10, 1)
    assert tokens(None, 5, None) is None


@pytest.mark.parametrize(("texts", "expected"), [((), 0), (("",), 0), (("a",), 1), (("abcd",), 1), (("abc", "de"), 2)])
def test_four_letters_are_a_token(texts: tuple[str, ...], expected: int) -> None:
    assert estimate(*texts) == expected
