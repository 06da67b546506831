"""Whose examples a passage is like: a second and a third opinion on which rule it violates, if it violates any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

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
    """How likely a text that violates a rule violates this one, whose column is in `columns` by its id. `direction`
    (segments, rules): by the vector of each segment. `characters` (rules,): by the words of all together."""

    columns: Mapping[str, int]
    direction: Shares
    characters: Shares

    def of(self, name: str) -> tuple[float, float]:
        """The largest share among the segments, and that of the words; zeros for a rule without examples. `name` is an
        id or a key."""
        column = self.columns.get(rule_id(name))
        if column is None:
            return 0.0, 0.0
        return float(self._largest[column]), float(self.characters[column])

    def logs(self, name: str) -> tuple[Shares | float, float]:
        """Of the shares of each segment, and of that of the words; zeros where no rule has examples."""
        if not self.columns:
            return 0.0, 0.0
        column = self.columns.get(rule_id(name))
        if column is None:
            return SMALLEST_LOG, SMALLEST_LOG
        return self._direction_logs[:, column], float(self._characters_logs[column])

    @cached_property
    def _largest(self) -> Shares:
        largest: Shares = self.direction.max(axis=0)
        return largest

    @cached_property
    def _direction_logs(self) -> Shares:
        return _log(self.direction)

    @cached_property
    def _characters_logs(self) -> Shares:
        return _log(self.characters)


NO_SHARES = ExampleShares({}, np.zeros((0, 0)), np.zeros(0))


def example_shares(votes: ExampleVotes | None, vectors: NDArray[np.float32], texts: Sequence[str]) -> ExampleShares:
    """Of a passage in segments: `vectors` (segments, dimensions) with their `texts`. None without examples."""
    if votes is None:
        return NO_SHARES
    columns, places = _columns(votes.keys)
    direction = votes.directions.scores(vectors) / (DIRECTION_TEMPERATURE * votes.directions.spread)
    characters = votes.characters.scores(texts)[None] / CHARACTERS_TEMPERATURE
    return ExampleShares(columns, _shares(direction, places), _shares(characters, places)[0])


@lru_cache(maxsize=16)
def _columns(keys: tuple[str, ...]) -> tuple[dict[str, int], NDArray[np.intp]]:
    """The column of each rule id, and that of each key; versions of a rule are one."""
    columns = {name: column for column, name in enumerate(dict.fromkeys(map(rule_id, keys)))}
    return columns, np.array([columns[rule_id(key)] for key in keys])


def rule_id(name: str) -> str:
    return name.partition("@")[0]


def _shares(scores: NDArray[np.float32], columns: NDArray[np.intp]) -> Shares:
    """(n, rules) of scores (n, keys) with the rule of each key."""
    powers = np.exp((scores - scores.max(axis=1, keepdims=True)).astype(np.float64))
    shares: Shares = np.zeros((columns.max() + 1, len(scores)))
    np.add.at(shares, columns, (powers / powers.sum(axis=1, keepdims=True)).T)
    return shares.T


def _log(shares: Shares) -> Shares:
    logs: Shares = np.log(np.maximum(shares, np.exp(SMALLEST_LOG)))
    return logs
