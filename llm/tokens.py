"""Counts of tokens, and their cost by the prices in the settings or else by the table that genai-prices bundles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from llm.options import LlmOptions, Price

MILLION = 1_000_000
TABLE_CURRENCY = "USD"
CHARS_PER_TOKEN = 4
TIER = "flex"  # as OpenAI and the price table call the lower price
FLEX_SHARE = 0.5  # of a price in the settings: OpenAI charges for flex what it charges for its batches, one half


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


def total_cost(
    used: Mapping[str, TokenCounts], options: LlmOptions, at_flex: Mapping[str, TokenCounts] | None = None
) -> tuple[float | None, tuple[str, ...]]:
    """The cost of all models together, in `options.currency`, and the models without a price. The cost is None if
    there is such a model. `used` and `at_flex`: the tokens at the usual and at the lower price, by model."""
    priced = [(model, model_cost(model, tokens, options)) for model, tokens in used.items()]
    priced += [(model, model_cost(model, tokens, options, TIER)) for model, tokens in (at_flex or {}).items()]
    unpriced = tuple(sorted({model for model, cost in priced if cost is None}))
    return (None if unpriced else sum(cost for _, cost in priced if cost is not None)), unpriced


def model_cost(model: str, tokens: TokenCounts, options: LlmOptions, tier: str | None = None) -> float | None:
    """None if neither the settings nor the table have a price. The table is used only for the providers that it knows
    by their URL: a local server costs nothing per token, or something else."""
    if model in options.prices:
        return cost(tokens, options.prices[model]) * (FLEX_SHARE if tier == TIER else 1)
    return _table_cost(model, tokens, options.api_url, tier) if options.currency == TABLE_CURRENCY else None


def unpriced_models(models: Iterable[str], options: LlmOptions) -> tuple[str, ...]:
    return tuple(model for model in models if model_cost(model, TokenCounts(), options) is None)


def cost(tokens: TokenCounts, price: Price) -> float:
    cached = price.input if price.cached is None else price.cached
    parts = (tokens.input - tokens.cached) * price.input + tokens.cached * cached + tokens.output * price.output
    return parts / MILLION


def _table_cost(model: str, tokens: TokenCounts, api_url: str, tier: str | None) -> float | None:
    """Never contacts the network: genai-prices downloads newer prices only on request (`UpdatePrices`)."""
    from genai_prices import Usage, calc_price

    usage = Usage(input_tokens=tokens.input, cache_read_tokens=tokens.cached, output_tokens=tokens.output)
    try:
        context = {"service_tier": tier} if tier else None
        return float(calc_price(usage, model, provider_api_url=api_url, price_context=context).total_price)
    except LookupError:
        return None
