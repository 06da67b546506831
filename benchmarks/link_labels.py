"""Two graphs that people labelled: banned crowd workers (Tolokers) and banned authors (Reddit).

Hops and model were chosen on the validation parts of the first two Tolokers splits; the test parts are shown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from scipy import sparse

from signals.links.attention import degree_corrected
from signals.links.neighbours import neighbour_features, undirected

SPLITS = 10
KNOWN = (0.02, 0.1, 0.4)
TOP = 100
Floats = NDArray[np.float64]
Model = Callable[[int], Any]


def forest(seed: int) -> Any:
    """Two seconds to ten a fit on one core."""
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(400, min_samples_leaf=3, n_jobs=1, random_state=seed)


def boosted(seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(max_iter=300, learning_rate=0.03, max_features=0.5, random_state=seed)


MODELS: dict[str, Model] = {"forest": forest, "boosted trees": boosted}


def tolokers(folder: Path) -> Table:
    """The ten splits that come with the data; mean and standard deviation over them."""
    data = np.load(folder / "tolokers" / "tolokers.npz")
    labels = data["node_labels"]
    shown = Table("features", "model", "AUC", "AP", title="Tolokers, test parts of the given splits")
    for hops in (0, 1, 2, 3):
        features = neighbour_features(data["node_features"], data["edges"], hops)
        predictions = {name: list(_predictions(model, features, data)) for name, model in MODELS.items()}
        predictions["both, averaged"] = [np.mean(each, axis=0) for each in zip(*predictions.values(), strict=True)]
        for name, predicted in predictions.items():
            auc, ap = zip(*(_scores(labels[data["test_masks"][s]], p) for s, p in enumerate(predicted)), strict=True)
            shown.add_row(f"own and {hops} hops", name, _spread(auc), _spread(ap))
    _walks(shown, data)
    return shown


def reddit_bans(folder: Path) -> Table:
    """40% for fitting and 60% for testing, by seed; users only."""
    data = np.load(folder / "reddit_bans" / "reddit_bans.npz")
    labels, users = data["y"].astype(int), np.arange(10_000)
    shown = Table("features", "AUC", "AP", f"P@{TOP}", title="Reddit bans, ten 40/60 splits by seed")
    for hops in (0, 1, 2):
        features = neighbour_features(data["x"], data["edge_index"].T.astype(np.int64), hops)
        rows = []
        for seed in range(SPLITS):
            order = np.random.default_rng(seed).permutation(users)
            train, test = order[:4_000], order[4_000:]
            models = [model(seed).fit(features[train], labels[train]) for model in MODELS.values()]
            predicted = np.mean([each.predict_proba(features[test])[:, 1] for each in models], axis=0)
            top = labels[test][np.argsort(-predicted, kind="stable")[:TOP]].mean()
            rows.append((*_scores(labels[test], predicted), top))
        shown.add_row(f"own and {hops} hops", *(_spread(column) for column in zip(*rows, strict=True)))
    return shown


def _predictions(model: Model, features: Floats, data: Any) -> Iterator[Floats]:
    labels = data["node_labels"]
    for split in range(SPLITS):
        train, test = data["train_masks"][split], data["test_masks"][split]
        yield model(split).fit(features[train], labels[train]).predict_proba(features[test])[:, 1]


def _walks(shown: Table, data: Any) -> None:
    """The two-hop walk that orders reviews, from a share of the banned workers: how it ranks all others."""
    labels = data["node_labels"].astype(int)
    edges = undirected(len(labels), data["edges"]) + sparse.eye_array(
        len(labels), format="csr"
    )  # a worker is its own task
    for share in KNOWN:
        rows = []
        for seed in range(SPLITS):
            known = np.random.default_rng(seed).random(len(labels)) < share
            lift = degree_corrected(edges, (known & (labels == 1)).astype(float))[~known]
            top = labels[~known][np.argsort(-lift, kind="stable")[:TOP]].mean()
            rows.append((*_scores(labels[~known], lift), top))
        auc, ap, precision = zip(*rows, strict=True)
        name = f"walk from the bans among {share:.0%} of workers, P@{TOP} {np.mean(precision):.2f}"
        shown.add_row(name, "none", _spread(auc), _spread(ap))


def _scores(labels: Any, predicted: Floats) -> tuple[float, float]:
    from sklearn.metrics import average_precision_score, roc_auc_score

    return float(roc_auc_score(labels, predicted)), float(average_precision_score(labels, predicted))


def _spread(values: Any) -> str:
    return f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}"
