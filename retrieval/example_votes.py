"""What the rules' examples say of a text: whose violating examples it is like, in direction and in its words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause, ClauseKind
from retrieval.character_likelihood import CharacterLikelihood
from retrieval.clause_texts import ClauseRows, clause_text
from retrieval.discriminant import Discriminant
from retrieval.embedder import Vectors

# By cross-validation on the development cases; 2, 4 and 8 differ by .01 in recall at 8. Likelihoods of a Gaussian in
# hundreds of dimensions are far too sure.
TEMPERATURE = 8.0
SMALLEST_SHARE = 1e-4

Votes = Mapping[str, float]
"""By clause key; none for a clause without violating examples."""


@dataclass(frozen=True)
class ExampleVotes:
    """`keys` are the rules that have violating examples. `breach` tells violating (class 0) from compliant examples
    (class 1); None without compliant examples."""

    keys: tuple[str, ...]
    directions: Discriminant
    breach: Discriminant | None
    characters: CharacterLikelihood

    @classmethod
    def fit(cls, clauses: Sequence[Clause], matrix: Vectors, rows: Mapping[str, ClauseRows]) -> "ExampleVotes | None":
        """None where no rule has a violating example. `matrix` and `rows` are those of the clause index."""
        rules = [c for c in clauses if c.kind is ClauseKind.RULE and c.violating_examples]
        if not rules:
            return None
        violating = [matrix[rows[rule.key].violating] for rule in rules]
        compliant = np.concatenate([matrix[rows[rule.key].compliant] for rule in rules])
        labels = np.repeat(np.arange(len(rules)), [len(of_rule) for of_rule in violating])
        examples = np.concatenate(violating)
        sides = np.repeat([0, 1], [len(examples), len(compliant)])
        return cls(
            tuple(rule.key for rule in rules),
            Discriminant.fit(examples, labels, len(rules)),
            Discriminant.fit(np.concatenate([examples, compliant]), sides, 2) if len(compliant) else None,
            CharacterLikelihood.fit([(*rule.violating_examples, clause_text(rule)) for rule in rules]),
        )

    def by_direction(self, vectors: Vectors, allowed: Collection[str]) -> Votes:
        """The log of each rule's share of the segments (n, dimensions), each weighted by how likely it violates
        anything: a greeting gives no rule a vote."""
        places = self._places(allowed)
        shares = _softmax(self.directions.scores(vectors)[:, places] / TEMPERATURE)
        votes = np.log((shares * self.breach_probability(vectors)[:, None]).sum(axis=0) + SMALLEST_SHARE)
        return self._named(places, votes)

    def by_characters(self, texts: Sequence[str], allowed: Collection[str]) -> Votes:
        places = self._places(allowed)
        return self._named(places, self.characters.scores(texts)[places])

    def breach_probability(self, vectors: Vectors) -> NDArray[np.float32]:
        """(n,)."""
        if self.breach is None:
            return np.ones(len(vectors), dtype=np.float32)
        return _softmax(self.breach.scores(vectors))[:, 0]

    def _places(self, allowed: Collection[str]) -> list[int]:
        return [place for place, key in enumerate(self.keys) if key in allowed]

    def _named(self, places: Sequence[int], votes: NDArray[np.float32]) -> Votes:
        return {self.keys[place]: float(vote) for place, vote in zip(places, votes, strict=True)}


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    if not scores.size:
        return scores
    powers: NDArray[np.float32] = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return shares
