"""Models of the effect of a treatment on a unit. All are linear: on the data in the docs, trees did not do better."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from insights.experiments.rows import Floats

Bools = NDArray[np.bool_]
Model = Callable[[Floats, Floats, Bools, Floats, float], Floats]
"""(features, outcome, is_treated, features to predict, share of treated) -> predicted effects."""


def two_models(features: Floats, outcome: Floats, treated: Bools, asked: Floats, share: float) -> Floats:
    """One model of the outcome an arm (T-learner); the effect is the difference of their predictions."""
    return _predict(features[treated], outcome[treated], asked) - _predict(features[~treated], outcome[~treated], asked)


def class_transformation(features: Floats, outcome: Floats, treated: Bools, asked: Floats, share: float) -> Floats:
    """Jaskowski and Jaroszewicz (2012): whether outcome and arm agree has the probability (1 + effect) / 2 if each arm
    has the weight of a half. Without a share as outcome, the outcome is weighted by the arm instead (Athey and Imbens
    2015)."""
    if not is_share(outcome):
        transformed = outcome * (treated - share) / (share * (1 - share))
        return _predict_number(features, transformed, asked)
    agree = (outcome == treated).astype(np.float64)
    weights = np.where(treated, 0.5 / share, 0.5 / (1 - share))
    return 2 * _predict_share(features, agree, asked, weights) - 1


def outcome_model(features: Floats, outcome: Floats, treated: Bools, asked: Floats, share: float) -> Floats:
    """Predicts the outcome and not the effect, for comparison: who is active is not who can be moved."""
    return _predict(features[treated], outcome[treated], asked)


MODELS: Mapping[str, Model] = MappingProxyType(
    {"two models": two_models, "class transformation": class_transformation, "outcome alone": outcome_model}
)


def is_share(outcome: Floats) -> bool:
    return bool(np.isin(outcome, (0, 1)).all())


def _predict(features: Floats, outcome: Floats, asked: Floats) -> Floats:
    if is_share(outcome):
        return _predict_share(features, outcome, asked)
    return _predict_number(features, outcome, asked)


def _predict_share(features: Floats, outcome: Floats, asked: Floats, weights: Floats | None = None) -> Floats:
    from sklearn.linear_model import LogisticRegression

    if np.ptp(outcome) == 0:
        return np.full(len(asked), outcome[0])
    model = LogisticRegression(max_iter=1000).fit(features, outcome, sample_weight=weights)
    return np.asarray(model.predict_proba(asked)[:, 1])


def _predict_number(features: Floats, outcome: Floats, asked: Floats) -> Floats:
    from sklearn.linear_model import Ridge

    return np.asarray(Ridge(alpha=1.0).fit(features, outcome).predict(asked))
