"""One calibrated model a target, behind an interface that a model of all targets at once may take.

Boosted trees with Poisson loss expect a count or an amount of each creator. A Poisson regression on the logarithm of
predictions for creators that the trees have not seen calibrates them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from insights.estimate import Floats
from insights.tradeoffs.promotion.rows import TARGETS, CreatorRows

MIN_EVENTS = 50
FOLDS = 5
SMALLEST = 1e-6
TREES = {"learning_rate": 0.05, "max_iter": 80, "max_leaf_nodes": 7, "min_samples_leaf": 30, "l2_regularization": 1.0}


class TargetModels(Protocol):
    """Expects every target of each creator. An adapter of a model of all targets (such as MMoE or PLE) has these two
    members too, and is used only after `insights.tradeoffs.promotion.model_gate`."""

    @property
    def name(self) -> str: ...

    def expected(self, features: Floats) -> Mapping[str, Floats]:
        """By target, one value of at least 0 a creator. `features` has the shape (creators, features)."""


class TargetModel(Protocol):
    def expected(self, features: Floats) -> Floats: ...


@dataclass(frozen=True)
class Constant:
    """The mean, for a target with too few events to learn from."""

    mean: float

    def expected(self, features: Floats) -> Floats:
        return np.full(len(features), self.mean)


@dataclass(frozen=True, eq=False)
class CalibratedTrees:
    """exp(intercept + slope * log(prediction of the trees))."""

    trees: Any
    intercept: float
    slope: float

    def expected(self, features: Floats) -> Floats:
        predicted = np.log(np.maximum(self.trees.predict(features), SMALLEST))
        return np.asarray(np.exp(self.intercept + self.slope * predicted), np.float64)


@dataclass(frozen=True, eq=False)
class SeparateModels:
    """A model of its own for each target. `notes`: which targets have too few events."""

    models: Mapping[str, TargetModel]
    notes: tuple[str, ...] = ()
    name: str = "one model a target"

    def expected(self, features: Floats) -> dict[str, Floats]:
        with _one_thread():
            return {target: model.expected(features) for target, model in self.models.items()}


def fit_separate(rows: CreatorRows, seed: int = 1) -> SeparateModels:
    """On creators whose outcomes are known."""
    with _one_thread():
        models = {target: _model(rows.features, rows.outcomes[target], seed) for target in TARGETS}
    return SeparateModels(models, tuple(_notes(rows)))


@contextmanager
def _one_thread() -> Iterator[None]:
    """There are few rows: threads cost time, and their number changes the last digits. The libraries are loaded first,
    because a limit holds for those that are."""
    import sklearn.ensemble  # noqa: F401
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):
        yield


def _model(features: Floats, outcome: Floats, seed: int) -> TargetModel:
    if np.count_nonzero(outcome) < MIN_EVENTS:
        return Constant(float(outcome.mean()))
    return _calibrated(features, outcome, seed)


def _notes(rows: CreatorRows) -> Iterator[str]:
    for target in TARGETS:
        events = int(np.count_nonzero(rows.outcomes[target]))
        if events < MIN_EVENTS:
            yield (
                f"{target}: {events} creators with any, fewer than {MIN_EVENTS}, so that all creators are expected to "
                "have the same"
            )


def _calibrated(features: Floats, outcome: Floats, seed: int) -> CalibratedTrees:
    from sklearn.linear_model import PoissonRegressor

    fold = np.random.default_rng(seed).permutation(len(outcome)) % FOLDS
    unseen = np.empty(len(outcome))
    for number in range(FOLDS):
        trained = _trees(features[fold != number], outcome[fold != number], seed)
        unseen[fold == number] = trained.predict(features[fold == number])
    predicted = np.log(np.maximum(unseen, SMALLEST)).reshape(-1, 1)
    scale = float(outcome.mean())
    line = PoissonRegressor(alpha=1e-6, max_iter=1000).fit(predicted, outcome / scale)
    intercept = float(line.intercept_) + float(np.log(scale))
    return CalibratedTrees(_trees(features, outcome, seed), intercept, float(line.coef_[0]))


def _trees(features: Floats, outcome: Floats, seed: int) -> Any:
    """A part without any event is expected to have nearly none."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    if not outcome.any():
        return Nothing()
    return HistGradientBoostingRegressor(loss="poisson", random_state=seed, early_stopping=False, **TREES).fit(
        features, outcome
    )


@dataclass(frozen=True)
class Nothing:
    """In place of trees."""

    def predict(self, features: Floats) -> Floats:
        return np.full(len(features), SMALLEST)
