"""Counts of tokens, and their cost by the prices in the settings or else by the table that genai-prices bundles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from llm.options import LlmOptions, Price

MILLION = 1_000_000
TABLE_CURRENCY = "USD"
CHARS_PER_TOKEN = 4


@dataclass(frozen=True)
class TokenCounts:
    """`cached` is the part of `input` that the server had in its cache."""

    input: int = 0
    cached: int = 0
    output: int = 0

    def __add__(self, other: "TokenCounts") -> "TokenCounts":
        return TokenCounts(self.input + other.input, self.cached + other.cached, self.output + other.output)

    @property
    def total(self) -> int:
        return self.input + self.output


def estimate_tokens(*texts: str) -> int:
    """For texts that no tokenizer has counted."""
    return -(-sum(map(len, texts)) // CHARS_PER_TOKEN)


def reported_count(value: object) -> int:
    """A number of tokens as a server reports it; 0 if it is not a positive integer."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def reported_tokens(input_tokens: object, cached_tokens: object, output_tokens: object) -> TokenCounts | None:
    """None if the server reported no tokens."""
    tokens_in, tokens_out = reported_count(input_tokens), reported_count(output_tokens)
    cached = min(reported_count(cached_tokens), tokens_in)
    return TokenCounts(tokens_in, cached, tokens_out) if tokens_in or tokens_out else None


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
    """Never contacts the network: genai-prices downloads newer prices only on request (`UpdatePrices`)."""
    from genai_prices import Usage, calc_price

    usage = Usage(input_tokens=tokens.input, cache_read_tokens=tokens.cached, output_tokens=tokens.output)
    try:
        return float(calc_price(usage, model, provider_api_url=api_url).total_price)
    except LookupError:
        return None
