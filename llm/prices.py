"""What tokens cost: by the prices in the settings, else by the price table that genai-prices bundles."""

from collections.abc import Iterable, Mapping

from llm.budget import TokenCounts
from llm.options import LlmOptions, Price

MILLION = 1_000_000
TABLE_CURRENCY = "USD"


def total_cost(used: Mapping[str, TokenCounts], options: LlmOptions) -> tuple[float | None, tuple[str, ...]]:
    """The cost of all models together, in `options.currency`, and the models without a price. The cost is None if
    there is such a model."""
    costs = {model: model_cost(model, tokens, options) for model, tokens in used.items()}
    unpriced = tuple(sorted(model for model, cost in costs.items() if cost is None))
    return (None if unpriced else sum(cost for cost in costs.values() if cost is not None)), unpriced


def model_cost(model: str, tokens: TokenCounts, options: LlmOptions) -> float | None:
    """None if neither the settings nor the table have a price. The table is used only for the providers that it knows
    by their URL: a local server costs nothing per token, or something else."""
    if model in options.prices:
        return cost(tokens, options.prices[model])
    return _table_cost(model, tokens, options.api_url) if options.currency == TABLE_CURRENCY else None


def unpriced_models(models: Iterable[str], options: LlmOptions) -> tuple[str, ...]:
    return tuple(model for model in models if model_cost(model, TokenCounts(), options) is None)


def cost(tokens: TokenCounts, price: Price) -> float:
    cached = price.input if price.cached is None else price.cached
    parts = (tokens.input - tokens.cached) * price.input + tokens.cached * cached + tokens.output * price.output
    return parts / MILLION


def _table_cost(model: str, tokens: TokenCounts, api_url: str) -> float | None:
    """Never contacts the network: genai-prices downloads newer prices only if told to (`UpdatePrices`)."""
    from genai_prices import Usage, calc_price

    usage = Usage(input_tokens=tokens.input, cache_read_tokens=tokens.cached, output_tokens=tokens.output)
    try:
        return float(calc_price(usage, model, provider_api_url=api_url).total_price)
    except LookupError:
        return None
