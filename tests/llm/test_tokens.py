"""Cost comes from the prices in the settings, else from the bundled table, and is never guessed."""

from decimal import Decimal

import pytest
from genai_prices import Usage, calc_price
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from llm.options import OPENAI_URL, LlmOptions, Price
from llm.tokens import TokenCounts, cost, model_cost, total_cost

COUNTS = st.integers(0, 10**9)
TOKENS = st.builds(
    lambda read, share, written: TokenCounts(read, read * share // 100, written), COUNTS, st.integers(0, 100), COUNTS
)
USED = TokenCounts(1000, 400, 100)


def openai(**settings: object) -> LlmOptions:
    return LlmOptions.model_validate({"api_key": SecretStr("sk-1"), "base_url": OPENAI_URL, **settings})


def test_cached_input_has_its_own_price() -> None:
    used = TokenCounts(1_000_000, 400_000, 100_000)
    assert cost(used, Price(input=2, cached=0.5, output=10)) == pytest.approx(1.2 + 0.2 + 1.0)
    assert cost(used, Price(input=2, output=10)) == pytest.approx(3.0)


@given(TOKENS, TOKENS)
def test_the_cost_of_a_sum_is_the_sum_of_the_costs(one: TokenCounts, other: TokenCounts) -> None:
    price = Price(input=3, cached=1, output=7)
    assert cost(one + other, price) == pytest.approx(cost(one, price) + cost(other, price))


def test_one_model_without_a_price_makes_the_cost_unknown() -> None:
    used = {"b": TokenCounts(1), "c": TokenCounts(2), "a": TokenCounts(0, 0, 4)}
    assert total_cost(used, openai(prices={"c": Price(input=1, output=1)})) == (None, ("a", "b"))


def test_no_calls_cost_nothing() -> None:
    assert total_cost({}, openai()) == (0, ())


def test_a_known_model_has_the_price_of_the_table() -> None:
    expected = calc_price(
        Usage(input_tokens=1000, cache_read_tokens=400, output_tokens=100), "gpt-4o-mini", provider_id="openai"
    )
    assert expected.total_price == Decimal("0.00018")
    assert model_cost("gpt-4o-mini", USED, openai()) == pytest.approx(0.00018)


def test_the_default_models_have_a_price() -> None:
    options = openai()
    cost, unpriced = total_cost({options.chat_model: USED, options.decisions_model or "": USED}, options)
    assert unpriced == ()
    assert cost
    assert cost > 0


def test_a_price_in_the_settings_replaces_the_table() -> None:
    assert model_cost("gpt-4o-mini", USED, openai(prices={"gpt-4o-mini": Price(input=1e3, output=0)})) == 1.0


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1", "https://gateway.example/api.openai.com/v1"])
def test_another_server_is_unpriced_even_with_a_known_model_name(url: str) -> None:
    assert model_cost("gpt-4o-mini", USED, openai(base_url=url)) is None


def test_the_table_is_not_used_for_another_currency() -> None:
    assert model_cost("gpt-4o-mini", USED, openai(currency="EUR")) is None


def test_an_unknown_model_is_unpriced() -> None:
    assert model_cost("no-such-model", USED, openai()) is None
