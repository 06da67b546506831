"""Fits the additive model on confirmed decisions, and calibrates it on creators that a member has not seen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from signals.errors import LabelsTooFew
from signals.quality.score.members import FitOptions, draws, fit_member
from signals.quality.score.part import AdditiveModel, Part
from signals.quality.score.places import Floats
from signals.quality.score.scoring import AdditiveScorer
from signals.quality.score.steps import steps_of
from signals.quality.score.training import PartRule, Training

DEFAULT_OPTIONS = FitOptions()
MIN_LABELS = 20  # of each kind


def fit_additive(
    kind: str, training: Training, rules: Sequence[PartRule], options: FitOptions = DEFAULT_OPTIONS
) -> AdditiveModel:
    """Raises LabelsTooFew."""
    positive = int(training.is_violation.sum())
    require_labels(kind, positive, training.size - positive)
    rules = [rule for rule in rules if training.habits.windows[rule.name].known.any()]
    if not rules:
        raise LabelsTooFew(f"nothing was measured before the confirmed decisions, and {kind} needs some of it")
    steps = [steps_of(training, rule, options.steps) for rule in rules]
    codes, sizes = np.column_stack([one.codes for one in steps]), [one.count for one in steps]
    directions, drawn = [rule.direction for rule in rules], draws(training.owners, options.members, options.seed)
    members = [fit_member(codes, training.is_violation, row, directions, sizes, options) for row in drawn]
    parts = tuple(
        Part(
            name=rule.name,
            edges=one.edges,
            curves=tuple(tuple(member.curves[place].tolist()) for member in members),
            usual=one.usual,
            spread=one.spread,
        )
        for place, (rule, one) in enumerate(zip(rules, steps, strict=True))
    )
    intercepts = tuple(member.intercept for member in members)
    counts = {"day": training.day, "labels": training.size, "positive": positive}
    return _calibrated(AdditiveModel(kind=kind, intercepts=intercepts, parts=parts, **counts), training, drawn)


def require_labels(kind: str, positive: int, negative: int) -> None:
    """Raises LabelsTooFew."""
    if min(positive, negative) < MIN_LABELS:
        raise LabelsTooFew(
            f"{positive} violations and {negative} other decisions are confirmed by people after the time to appeal, "
            f"and the {kind} needs at least {MIN_LABELS} of each: have more posts reviewed, or choose a later day"
        )


def _calibrated(model: AdditiveModel, training: Training, drawn: NDArray[np.int64]) -> AdditiveModel:
    """Stretches and moves the curves (Platt 1999) to fit the rows whose creator a member has not drawn."""
    logits = AdditiveScorer(model).by_member(training.habits.observed, training.habits.markets.tolist())
    unseen = (drawn == 0).T
    usable = unseen.any(axis=1)
    mean = np.where(unseen, logits, 0)[usable].sum(axis=1) / unseen[usable].sum(axis=1)
    labels = training.is_violation[usable]
    if labels.all() or not labels.any():
        return model
    slope, shift = platt(mean, labels)
    return model.model_copy(
        update={
            "intercepts": tuple(slope * one + shift for one in model.intercepts),
            "parts": tuple(_stretched(part, slope) for part in model.parts),
        }
    )


def platt(logits: Floats, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """The slope, at least 0, and the shift with the least logarithmic loss."""
    from scipy.optimize import minimize

    def loss(values: Floats) -> float:
        moved = values[0] * logits + values[1]
        return float(np.logaddexp(0, moved).sum() - moved[labels].sum())

    found = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.0, 5.0), (None, None)])
    return float(found.x[0]), float(found.x[1])


def _stretched(part: Part, slope: float) -> Part:
    curves = tuple(tuple(slope * value for value in curve) for curve in part.curves)
    return part.model_copy(update={"curves": curves})
