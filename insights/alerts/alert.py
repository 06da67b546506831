"""An alert: which metrics moved, where, since when, by how much, and what may explain it."""

from datetime import date
from typing import Literal

from domain.base import FrozenModel
from insights.alerts.budget import Budget
from insights.causes.cause import slice_title
from insights.causes.own_changes import Explanation

Direction = Literal["up", "down"]
Kind = Literal["change", "missing_data"]


class AlertSlice(FrozenModel):
    """A slice of a metric on the `days` days until `last_day`: observed and expected, with what chance would give in 95
    of 100 cases, on the scale of the metric (of a count, a day). `score` is in standard deviations. Of missing data,
    nothing is observed, and the expectation has no bounds."""

    metric: str
    unit: str
    slice: dict[str, str | None]
    last_day: date
    days: int
    kind: Kind
    direction: Direction
    observed: float | None
    expected: float
    low: float | None
    high: float | None
    score: float

    @property
    def title(self) -> str:
        return slice_title(self.slice)


class Alert(FrozenModel):
    """`day` is the first moment of the change, `opened` the day on which the alert would have been sent, `last_day` the
    last one above the threshold. `metric` is the one whose score is largest; `slices` are of all metrics, by score."""

    alert_id: str
    metric: str
    title: str
    unit: str
    kind: Kind
    direction: Direction
    day: date
    opened: date
    last_day: date
    observed: float | None
    expected: float
    low: float | None
    high: float | None
    score: float
    slices: tuple[AlertSlice, ...]
    explanations: tuple[Explanation, ...]
    words: tuple[str, ...]


class AlertReport(FrozenModel):
    """Alerts that were open on the days from `first_day` to `day`, newest first. `scored` is the number of series that
    were looked at; `notes` say what could not be."""

    day: date
    first_day: date
    budget: Budget
    scored: int
    alerts: tuple[Alert, ...]
    notes: tuple[str, ...]
