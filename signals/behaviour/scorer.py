"""Who reads a sequence of posts: the boosted trees, or another model behind the same protocol.

A neural network is such a model. None is shipped, and none is used unless the builder of the agent passes one."""

from dataclasses import dataclass
from typing import Protocol

from signals.behaviour.pattern import Sequence, read_pattern
from signals.behaviour.trees import TreeModel
from signals.reading import Reading


class SequenceScorer(Protocol):
    """`score` does not raise for what a sequence contains: what cannot be scored is not measured."""

    @property
    def name(self) -> str: ...

    def score(self, sequence: Sequence) -> Reading: ...


@dataclass(frozen=True)
class TreeScorer:
    model: TreeModel
    name: str = "trees"

    def score(self, sequence: Sequence) -> Reading:
        return read_pattern(self.model, sequence)
