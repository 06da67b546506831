"""Whose examples a passage is like: a second and a third opinion on which rule it violates, if it violates any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.example_votes import ExampleVotes

Shares = NDArray[np.float64]

# How much less sure the two likelihoods are made, which count hundreds of dimensions and of parts of words as if each
# were a witness of its own. That of directions is relative to the length of the weights: the fewer examples, the longer
# they are. On the development cases, half or twice as much names 1 to 3 rules fewer of 45.
DIRECTION_TEMPERATURE, CHARACTERS_TEMPERATURE = 0.2, 20.0
SMALLEST_LOG = -8.0


@dataclass(frozen=True)
class ExampleShares:
    """By rule id, how likely a text that violates a rule violates this one. `direction`: (segments,), by the vector of
    each segment. `characters`: by the words of all together."""

    direction: Mapping[str, Shares] = field(default_factory=dict)
    characters: Mapping[str, float] = field(default_factory=dict)

    def of(self, name: str) -> tuple[float, float]:
        """The largest share among the segments, and that of the words; zeros for a rule without examples. `name` is an
        id or a key."""
        rule = rule_id(name)
        return float(self.direction[rule].max()) if rule in self.direction else 0.0, self.characters.get(rule, 0.0)

    def logs(self, name: str) -> tuple[Shares | float, float]:
        """Of the shares of each segment, and of that of the words; zeros where no rule has examples."""
        if not self.direction:
            return 0.0, 0.0
        rule = rule_id(name)
        direction = self.direction.get(rule)
        return SMALLEST_LOG if direction is None else _log(direction), float(_log(self.characters.get(rule, 0.0)))


def example_shares(votes: ExampleVotes | None, vectors: NDArray[np.float32], texts: Sequence[str]) -> ExampleShares:
    """Of a passage in segments: `vectors` (segments, dimensions) with their `texts`. None without examples."""
    if votes is None:
        return ExampleShares()
    direction = _shares(votes, votes.directions.scores(vectors) / (DIRECTION_TEMPERATURE * _spread(votes)))
    characters = _shares(votes, votes.characters.scores(texts)[None] / CHARACTERS_TEMPERATURE)
    return ExampleShares(direction, {name: float(share[0]) for name, share in characters.items()})


def _spread(votes: ExampleVotes) -> float:
    """How far the scores of a unit vector by chance are from their mean: the root mean square of a weight. One where
    there is a single rule."""
    weights = votes.directions.weights
    return float((weights - weights.mean(axis=1, keepdims=True)).std()) or 1.0


def rule_id(name: str) -> str:
    return name.partition("@")[0]


def _shares(votes: ExampleVotes, scores: NDArray[np.float32]) -> dict[str, Shares]:
    """By rule id, (n,) of scores (n, keys); versions of a rule are one."""
    powers = np.exp((scores - scores.max(axis=1, keepdims=True)).astype(np.float64))
    shares: dict[str, Shares] = {}
    for key, share in zip(votes.keys, (powers / powers.sum(axis=1, keepdims=True)).T, strict=True):
        shares[rule_id(key)] = shares[rule_id(key)] + share if rule_id(key) in shares else share
    return shares


def _log(share: Shares | float) -> Shares:
    logs: Shares = np.log(np.maximum(share, np.exp(SMALLEST_LOG)))
    return logs
