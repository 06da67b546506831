"""Boosted trees as data: the logarithm of the odds of each row, and how much each feature adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, FiniteFloat, model_validator

from domain.base import FrozenModel
from signals.quality.score.part import ALL_MARKETS, Spread

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
LEAF = -1
ROWS = 4_096  # that walk at once


class Tree(FrozenModel):
    """Nodes by number, the root first. At a leaf, `feature` is LEAF; else a row goes to `left` if its value is at most
    `threshold`, or if it has none and `missing_left`. Children come after their parent, so that every row ends at a
    leaf. `value`: of a leaf what it adds, of another node the mean below it."""

    feature: tuple[Annotated[int, Field(ge=LEAF)], ...] = Field(min_length=1)
    threshold: tuple[FiniteFloat, ...]
    missing_left: tuple[bool, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[FiniteFloat, ...]

    @model_validator(mode="after")
    def _check_nodes(self) -> Self:
        size = len(self.feature)
        columns = (self.threshold, self.missing_left, self.left, self.right, self.value)
        if any(len(column) != size for column in columns):
            raise ValueError("every node of a tree needs every value")
        for node, (feature, left, right) in enumerate(zip(self.feature, self.left, self.right, strict=True)):
            if feature != LEAF and not (node < left < size and node < right < size):
                raise ValueError(f"the children of node {node} must come after it")
        return self


class TreeModel(FrozenModel):
    """Several ensembles of trees, each fitted on another draw of the creators; their mean is the answer. `slope` and
    `shift` make it a calibrated logarithm of the odds. `day`: the last day of which the model has seen anything.
    `usual`: the mean answer for the posts of the creators of a market; `spread`: of these answers."""

    version: int = 1
    kind: str
    day: int
    labels: int
    positive: int
    features: tuple[str, ...]
    members: tuple[tuple[Tree, ...], ...] = Field(min_length=1)
    starts: tuple[FiniteFloat, ...]
    slope: FiniteFloat = 1.0
    shift: FiniteFloat = 0.0
    usual: dict[str, Annotated[float, Field(ge=0, le=1)]] = {ALL_MARKETS: 0.5}
    spread: Spread = Spread(within=1.0, between=1.0)

    @model_validator(mode="after")
    def _check_features(self) -> Self:
        if ALL_MARKETS not in self.usual:
            raise ValueError("the usual answer of all markets is missing")
        if len(self.starts) != len(self.members):
            raise ValueError("each member needs a start")
        if any(max(tree.feature) >= len(self.features) for trees in self.members for tree in trees):
            raise ValueError("a tree asks for a feature that the model does not name")
        return self

    def effects(self, rows: Floats) -> Floats:
        """Shape (members, rows, features + 1); the sum over the last axis is the logarithm of the odds. Each step from
        a node to its child moves the mean, and belongs to the feature of the node (A. Saabas 2014). The last column
        has what no feature moves."""
        parts = [self._forest.effects(rows[start : start + ROWS]) for start in range(0, max(len(rows), 1), ROWS)]
        found = self.slope * np.concatenate(parts, axis=1)
        found[:, :, -1] += self.slope * np.array(self.starts)[:, None] + self.shift
        return found

    @cached_property
    def _forest(self) -> "Forest":
        return Forest.of(self.members, len(self.features))

    def logits(self, rows: Floats) -> Floats:
        """Shape (members, rows)."""
        return np.asarray(self.effects(rows).sum(axis=2))


@dataclass(frozen=True, eq=False)
class Forest:
    """All nodes of all trees in one array, so that all rows walk down all trees at once."""

    feature: Ints
    threshold: Floats
    missing_left: NDArray[np.bool_]
    left: Ints
    right: Ints
    value: Floats
    roots: Ints
    member: Ints
    members: int
    features: int

    @staticmethod
    def of(members: Sequence[Sequence[Tree]], features: int) -> "Forest":
        trees = [tree for one in members for tree in one]
        sizes = np.array([len(tree.feature) for tree in trees], dtype=np.int64)
        roots = np.cumsum(sizes) - sizes
        shift = np.repeat(roots, sizes)

        def column(name: str, kind: type) -> NDArray[Any]:
            return np.array([value for tree in trees for value in getattr(tree, name)], dtype=kind)

        return Forest(
            feature=column("feature", np.int64),
            threshold=column("threshold", np.float64),
            missing_left=column("missing_left", np.bool_),
            left=column("left", np.int64) + shift,
            right=column("right", np.int64) + shift,
            value=column("value", np.float64),
            roots=roots,
            member=np.repeat(np.arange(len(members)), [len(one) for one in members]),
            members=len(members),
            features=features,
        )

    def effects(self, rows: Floats) -> Floats:
        """Shape (members, rows, features + 1)."""
        count, width = len(rows), self.features + 1
        node, row = np.repeat(self.roots, count), np.tile(np.arange(count), len(self.roots))
        cell = (np.repeat(self.member, count) * count + row) * width
        found: Floats = np.bincount(
            cell + self.features, self.value[node], minlength=self.members * count * width
        ).astype(float)
        while len(node):
            asked = self.feature[node]
            inner = asked != LEAF
            node, row, cell, asked = node[inner], row[inner], cell[inner], asked[inner]
            shown = rows[row, asked]
            goes_left = np.where(np.isnan(shown), self.missing_left[node], shown <= self.threshold[node])
            below = np.where(goes_left, self.left[node], self.right[node])
            found += np.bincount(cell + asked, self.value[below] - self.value[node], minlength=len(found))
            node = below
        return np.asarray(found.reshape(self.members, count, width), dtype=np.float64)
