"""What a review costs: minutes of people and money for models, measured where costs are stored."""

from dataclasses import dataclass

from warehouse.engines.base import Engine

ASSUMED_MINUTES = 2.0


@dataclass(frozen=True)
class ReviewCost:
    """`minutes`: of a reviewer for one hit. `model_cost`: for one hit, None where nothing is stored."""

    minutes: float = ASSUMED_MINUTES
    source: str = "assumed, not measured"
    model_cost: float | None = None


def read_review_cost(engine: Engine, day: int, minutes: float | None = None) -> ReviewCost:
    """Means of the stored costs up to a day; `minutes` replaces the measured time."""
    cost, seconds = None, None
    if engine.stored_columns("decision_costs"):
        ((cost, seconds),) = engine.rows(
            "SELECT AVG(model_cost), AVG(review_seconds) FROM decision_costs WHERE day <= :day", {"day": day}
        )
    model_cost = None if cost is None else float(cost)
    if minutes is not None:
        return ReviewCost(minutes, "as given by --minutes", model_cost)
    if seconds is None:
        return ReviewCost(model_cost=model_cost)
    return ReviewCost(float(seconds) / 60, "the mean of the stored reviews", model_cost)
