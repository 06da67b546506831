"""Fits boosted trees by scikit-learn and reads them out as data. A check proves that nothing is lost on the way."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import OperationError
from signals.behaviour.trees import LEAF, Floats, Forest, Tree, TreeModel
from signals.quality.score.fitting import platt, require_labels
from signals.quality.score.members import draws

TOLERANCE = 1e-6
CHECKED_ROWS = 1_000
LARGEST = float(np.finfo(np.float64).max)  # infinity, where a tree splits off missing values, is no JSON
OTHER_TREES = "this version of scikit-learn stores its trees in another way: install scikit-learn 1.9"


class TreesUnreadable(OperationError):
    """This version of scikit-learn stores trees in another way."""


@dataclass(frozen=True)
class TreeOptions:
    """Chosen on the dates before those that are reported (docs/creator-intelligence.md)."""

    members: int = 5
    trees: int = 250
    learning_rate: float = 0.03
    leaves: int = 15
    min_rows: int = 60
    feature_share: float = 0.3
    l2: float = 10.0
    seed: int = 1


@dataclass(frozen=True, eq=False)
class LabelledRows:
    """`rows`: shape (n, features). `owners`: whose event a row is; the rows of an owner are drawn together."""

    features: tuple[str, ...]
    rows: Floats
    owners: NDArray[np.int64]
    is_violation: NDArray[np.bool_]
    day: int


DEFAULT_OPTIONS = TreeOptions()


def fit_trees(kind: str, labelled: LabelledRows, options: TreeOptions = DEFAULT_OPTIONS) -> TreeModel:
    """Raises LabelsTooFew, and TreesUnreadable."""
    positive = int(labelled.is_violation.sum())
    require_labels(kind, positive, len(labelled.rows) - positive)
    drawn = draws(labelled.owners, options.members, options.seed)
    found = [_fit(labelled, weights, options, number) for number, weights in enumerate(drawn)]
    model = TreeModel(
        kind=kind,
        day=labelled.day,
        labels=len(labelled.rows),
        positive=positive,
        features=labelled.features,
        members=tuple(trees for trees, _ in found),
        starts=tuple(start for _, start in found),
    )
    return _calibrated(model, labelled, drawn == 0)


def _fit(
    labelled: LabelledRows, weights: NDArray[np.int64], options: TreeOptions, number: int
) -> tuple[tuple[Tree, ...], float]:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=options.trees,
        learning_rate=options.learning_rate,
        max_leaf_nodes=options.leaves,
        min_samples_leaf=options.min_rows,
        max_features=options.feature_share,
        l2_regularization=options.l2,
        early_stopping=False,
        random_state=options.seed + number,
    )
    drawn = weights > 0
    labels = labelled.is_violation[drawn].astype(int)
    model.fit(labelled.rows[drawn], labels, sample_weight=weights[drawn].astype(float))
    return _read_out(model, labelled.rows[:CHECKED_ROWS])


def _read_out(model: Any, rows: Floats) -> tuple[tuple[Tree, ...], float]:
    """scikit-learn has no public way to its histogram trees, so what is read is compared with what it predicts."""
    try:
        trees = tuple(_tree(one.nodes) for (one,) in model._predictors)
        start = float(np.ravel(model._baseline_prediction)[0])
    except (AttributeError, TypeError, ValueError, KeyError, IndexError) as error:
        raise TreesUnreadable(f"{OTHER_TREES} ({error})") from error
    effects = Forest.of([trees], rows.shape[1]).effects(rows)[0]
    if not np.allclose(effects.sum(axis=1) + start, model.decision_function(rows), atol=TOLERANCE):
        raise TreesUnreadable(OTHER_TREES)
    return trees, start


def _tree(nodes: Any) -> Tree:
    leaf = nodes["is_leaf"].astype(bool)
    if nodes["is_categorical"].any():
        raise ValueError("a tree has categories")
    return Tree(
        feature=tuple(np.where(leaf, LEAF, nodes["feature_idx"].astype(int)).tolist()),
        threshold=tuple(np.where(leaf, 0.0, np.clip(nodes["num_threshold"], -LARGEST, LARGEST)).tolist()),
        missing_left=tuple((nodes["missing_go_to_left"].astype(bool) & ~leaf).tolist()),
        left=tuple(np.where(leaf, 0, nodes["left"].astype(int)).tolist()),
        right=tuple(np.where(leaf, 0, nodes["right"].astype(int)).tolist()),
        value=tuple(_means(nodes).tolist()),
    )


def _means(nodes: Any) -> Floats:
    """Of a leaf its value; of another node the mean of the rows below it. Children come after their parent."""
    values, counts = nodes["value"].astype(np.float64), nodes["count"].astype(np.float64)
    for node in np.flatnonzero(~nodes["is_leaf"].astype(bool))[::-1].tolist():
        below = nodes["left"][node], nodes["right"][node]
        values[node] = sum(values[one] * counts[one] for one in below) / sum(counts[one] for one in below)
    return np.asarray(values)


def _calibrated(model: TreeModel, labelled: LabelledRows, unseen: NDArray[np.bool_]) -> TreeModel:
    """Fitted on owners that a member has not drawn (Platt 1999)."""
    usable = unseen.any(axis=0)
    labels = labelled.is_violation[usable]
    if labels.all() or not labels.any():
        return model
    logits = model.logits(labelled.rows[usable])
    mean = np.where(unseen[:, usable], logits, 0).sum(axis=0) / unseen[:, usable].sum(axis=0)
    slope, shift = platt(mean, labels)
    return model.model_copy(update={"slope": slope, "shift": shift})
