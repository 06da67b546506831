"""What asking cost, in tokens and in money."""

from collections.abc import Mapping
from dataclasses import dataclass

from llm.options import Price

MILLION = 1_000_000
LETTERS_PER_TOKEN = 4


@dataclass(frozen=True)
class Tokens:
    """`cached` is that part of `input` which the server had read before."""

    input: int = 0
    cached: int = 0
    output: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.input + other.input, self.cached + other.cached, self.output + other.output)

    @property
    def all(self) -> int:
        return self.input + self.output


def cost(tokens: Tokens, price: Price) -> float:
    cached = price.input if price.cached is None else price.cached
    parts = (tokens.input - tokens.cached) * price.input + tokens.cached * cached + tokens.output * price.output
    return parts / MILLION


def total(spent: Mapping[str, Tokens], prices: Mapping[str, Price]) -> tuple[Tokens, float | None, tuple[str, ...]]:
    """The tokens of all models, what they cost together, and the models without a price."""
    unpriced = tuple(sorted(spent.keys() - prices.keys()))
    money = None if unpriced else sum(cost(tokens, prices[model]) for model, tokens in spent.items())
    return sum(spent.values(), Tokens()), money, unpriced


def estimate(*texts: str) -> int:
    """Tokens that texts may have, where nobody has counted them."""
    return -(-sum(map(len, texts)) // LETTERS_PER_TOKEN)


def count(told: object) -> int:
    """A server's word for a number of tokens; 0 where it is none."""
    return told if isinstance(told, int) and not isinstance(told, bool) and told > 0 else 0


def tokens(told_input: object, told_cached: object, told_output: object) -> Tokens | None:
    """None where the server told of no tokens at all."""
    read, written = count(told_input), count(told_output)
    return Tokens(read, min(count(told_cached), read), written) if read or written else None
