"""What a difference in differences says, with its checks."""

from domain.base import FrozenModel


class Trend(FrozenModel):
    """How the groups moved apart before the change, in a period. `drift`: what this trend would make of the effect by
    itself, with its interval; an effect inside of it may be the trend."""

    slope: float
    low: float
    high: float
    p_value: float
    drift: float
    drift_low: float
    drift_high: float


class Placebo(FrozenModel):
    """An effect where there can be none: at a period before the change."""

    period: int
    difference: float
    low: float
    high: float
    p_value: float


class MarketPlacebo(FrozenModel):
    """What the same calculation says of a market without the change, against the others without it."""

    market: str
    difference: float


class DifferenceReport(FrozenModel):
    """`permutation_p_value`: how often the effect is as large for clusters that are called treated at random. Without
    a `difference`, `problems` say why."""

    metric: str
    first_after: int
    treated_clusters: int
    control_clusters: int
    periods_before: int
    periods_after: int
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    permutation_p_value: float | None
    trend: Trend | None
    placebos: tuple[Placebo, ...]
    market_placebos: tuple[MarketPlacebo, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
