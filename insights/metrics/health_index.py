"""The Ecosystem Health Index: parts from 0 to 1, their weighted geometric mean, and how far it depends on weights."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from domain.base import FrozenModel
from insights.estimate import Estimate, normal_quantile
from insights.metrics.registry import MetricFileInvalid

INDEX_FILE = Path(__file__).parent / "index.toml"
SAMPLES, SEED = 4000, 7
FLOOR = 0.01  # of a part: a geometric mean with a zero would hide all other parts
WEIGHT_CONCENTRATION = 20.0  # of the Dirichlet distribution around the weights: each varies by about a half


class IndexPart(FrozenModel):
    """`best` and `worst` are values of the metric, as it is shown."""

    metric: str
    weight: float = Field(gt=0, le=1)
    best: float
    worst: float

    def score(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Linear between `worst` (0) and `best` (1)."""
        scores: NDArray[np.float64] = np.clip((value - self.worst) / (self.best - self.worst), FLOOR, 1)
        return scores


class IndexDefinition(FrozenModel):
    version: int = Field(ge=1)
    owner: str
    parts: tuple[IndexPart, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if abs(sum(part.weight for part in self.parts) - 1) > 1e-6:
            raise ValueError("the weights of the parts do not add up to 1")
        if any(part.best == part.worst for part in self.parts):
            raise ValueError("best and worst of a part are equal")
        return self


class PartReading(FrozenModel):
    metric: str
    weight: float
    value: float
    score: float = Field(description="From 0 to 1.")
    without: float | None = Field(description="The index without this part, from 0 to 100; null for a single part.")


class HealthIndex(FrozenModel):
    """From 0 to 100. `low` and `high`: 95% interval from those of the parts, taken as independent; null where a part
    has none, and `without_interval` names such parts. `by_weights`: 90% of the values under random weights around the
    written ones. `missing` parts have no value: the others share their weight. `value` is null without two parts."""

    version: int
    value: float | None
    low: float | None = None
    high: float | None = None
    by_weights: tuple[float, float] | None = None
    parts: tuple[PartReading, ...] = ()
    missing: tuple[str, ...] = ()
    without_interval: tuple[str, ...] = ()

    @property
    def interval(self) -> str:
        """In words, also where there is none."""
        if self.low is None or self.high is None:
            return f"no interval, because these have none: {', '.join(self.without_interval)}"
        return f"95% interval {self.low:.1f} to {self.high:.1f}"


def read_index(path: Path = INDEX_FILE) -> IndexDefinition:
    """Raises MetricFileInvalid."""
    try:
        return IndexDefinition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise MetricFileInvalid(f"the index {path} is not valid: {error}") from error


def health_index(definition: IndexDefinition, estimates: Mapping[str, Estimate]) -> HealthIndex:
    """`estimates` by metric."""
    known = [part for part in definition.parts if _value(estimates.get(part.metric)) is not None]
    missing = tuple(part.metric for part in definition.parts if part not in known)
    if len(known) < 2:
        return HealthIndex(version=definition.version, value=None, missing=missing)
    random = np.random.default_rng(SEED)
    weights = np.array([part.weight for part in known])
    weights = weights / weights.sum()
    values = np.array([_value(estimates[part.metric]) for part in known], np.float64)
    scores = _scores(known, values)
    without_interval = tuple(part.metric for part in known if estimates[part.metric].half_width is None)
    low, high = (None, None) if without_interval else _interval(known, estimates, weights, random)
    other = random.dirichlet(WEIGHT_CONCENTRATION * weights, SAMPLES).T
    first, last = np.quantile(_mean(scores[:, None], other), [0.05, 0.95])
    return HealthIndex(
        version=definition.version,
        value=float(_mean(scores, weights)),
        low=low,
        high=high,
        by_weights=(float(first), float(last)),
        parts=tuple(
            PartReading(
                metric=part.metric,
                weight=float(weights[place]),
                value=float(values[place]),
                score=float(scores[place]),
                without=_without(scores, weights, place),
            )
            for place, part in enumerate(known)
        ),
        missing=missing,
        without_interval=without_interval,
    )


def _interval(
    parts: list[IndexPart],
    estimates: Mapping[str, Estimate],
    weights: NDArray[np.float64],
    random: np.random.Generator,
) -> tuple[float, float]:
    """95% of the index where each part is normal around its value; each has an interval."""
    values = np.array([[estimates[part.metric].value] for part in parts], np.float64)
    spread = np.array([[estimates[part.metric].half_width] for part in parts], np.float64) / normal_quantile()
    draws = random.normal(values, spread, (len(parts), SAMPLES))
    drawn = np.stack([part.score(row) for part, row in zip(parts, draws, strict=True)])
    low, high = np.quantile(_mean(drawn, weights[:, None]), [0.025, 0.975])
    return float(low), float(high)


def _value(found: Estimate | None) -> float | None:
    return None if found is None else found.value


def _scores(parts: list[IndexPart], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([float(part.score(np.array(value))) for part, value in zip(parts, values, strict=True)])


def _mean(scores: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighted geometric mean over the first axis, from 0 to 100."""
    mean: NDArray[np.float64] = 100 * np.exp((np.log(scores) * weights).sum(axis=0))
    return mean


def _without(scores: NDArray[np.float64], weights: NDArray[np.float64], place: int) -> float | None:
    others = np.delete(weights, place)
    return float(_mean(np.delete(scores, place), others / others.sum())) if len(others) else None
