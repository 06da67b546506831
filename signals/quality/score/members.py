"""One member of the ensemble: boosted trees without interactions on a draw of the creators, read out as curves."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signals.quality.score.places import Floats


@dataclass(frozen=True)
class FitOptions:
    """`steps`: of a curve, at most. `leaves`: of a tree."""

    members: int = 10
    steps: int = 32
    trees: int = 250
    learning_rate: float = 0.05
    leaves: int = 2
    min_rows: int = 20
    seed: int = 1


@dataclass(frozen=True, eq=False)
class Member:
    """`curves`: for each part a value for each step; together with the `intercept` they add up to the trees."""

    intercept: float
    curves: tuple[Floats, ...]


def draws(owners: NDArray[np.int64], members: int, seed: int) -> NDArray[np.int64]:
    """Shape (members, rows): how often each row is drawn. The rows of a creator are drawn together."""
    people, owner = np.unique(owners, return_inverse=True)
    random = np.random.default_rng(seed)
    counts = random.multinomial(len(people), np.full(len(people), 1 / len(people)), members)
    return np.asarray(counts[:, owner], dtype=np.int64)


def fit_member(
    codes: Floats,
    labels: NDArray[np.bool_],
    drawn: NDArray[np.int64],
    directions: Sequence[int],
    sizes: Sequence[int],
    options: FitOptions,
) -> Member:
    """`codes`: shape (rows, parts), the step of each row. `sizes`: the steps of each part."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        interaction_cst="no_interactions",
        monotonic_cst=[*directions],
        max_iter=options.trees,
        learning_rate=options.learning_rate,
        max_leaf_nodes=options.leaves,
        min_samples_leaf=options.min_rows,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=options.seed,
    )
    model.fit(codes, labels.astype(int), sample_weight=drawn.astype(np.float64))
    return _curves(model, sizes)


def _curves(model: Any, sizes: Sequence[int]) -> Member:
    """An additive model moves by the curve of a part alone if only that part moves."""
    start = np.zeros((1, len(sizes)))
    rows = [start]
    for place, size in enumerate(sizes):
        moved = np.zeros((size, len(sizes)))
        moved[:, place] = np.arange(size)
        rows.append(moved)
    values = model.decision_function(np.vstack(rows))
    ends = np.cumsum([1, *sizes])
    curves = tuple(values[first:last] - values[0] for first, last in pairwise(ends))
    return Member(float(values[0]), curves)
