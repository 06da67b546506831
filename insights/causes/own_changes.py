"""What the platform itself changed near a day, and whether it can explain a movement: it is tried before all else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal

from domain.base import FrozenModel
from domain.days import FIRST_DAY, date_of
from insights.causes.cause import slice_title
from warehouse.engines.base import Engine

BEFORE, AFTER = 3, 1  # days: a change explains a movement that began so long after it, or before it was noted
DAY_SECONDS = 86_400
Fit = Literal["fits", "possible", "no"]
ShareOf = Callable[[Mapping[str, str]], float | None]  # the part of a movement that a slice has; None: not known
SMALL, LARGE = 0.1, 0.5  # a change explains a movement if its slice has half of it, and not if it has a tenth
KINDS = {"policy": "policy version", "outage": "known outage"}
CHANGES = """
SELECT annotation_id, at, ended_at, kind, market, clause_id, title
FROM annotations
WHERE at < :end AND (at >= :start OR ended_at >= :start)
ORDER BY at, annotation_id
"""


class OwnChange(FrozenModel):
    """A note of the warehouse. `market` and `clause_id` are None where it is about all."""

    annotation_id: str
    kind: str
    title: str
    day: date
    ended: date | None
    market: str | None
    clause_id: str | None


class Explanation(FrozenModel):
    """A change that was tried. `fit` says whether it can be the cause, `reason` why."""

    change: OwnChange
    fit: Fit
    reason: str

    @property
    def title(self) -> str:
        return f"{KINDS.get(self.change.kind, self.change.kind)}: {self.change.title} ({self.change.day})"


def read_own_changes(engine: Engine, first_day: int, last_day: int) -> tuple[OwnChange, ...]:
    """Those that began or ended in these days, and nothing that was known later. Days count from 1970-01-01."""
    end = (last_day + 1) * DAY_SECONDS
    found = engine.rows(CHANGES, {"start": first_day * DAY_SECONDS, "end": end})
    return tuple(
        OwnChange(
            annotation_id=note,
            kind=kind,
            title=title,
            day=date_of(int(at) // DAY_SECONDS),
            ended=None if ended is None or ended != ended or ended >= end else date_of(int(ended) // DAY_SECONDS),
            market=market,
            clause_id=clause,
        )
        for note, at, ended, kind, market, clause, title in found
    )


def try_changes(
    changes: Sequence[OwnChange], moment: date, share_of: ShareOf, known: Sequence[str]
) -> tuple[Explanation, ...]:
    """Each change against a movement that began at `moment`; those that fit come first. `known` names the dimensions of
    the metric. Changes far from the moment are left out."""
    near = [one for one in changes if _is_near(one, moment)]
    tried = [_explanation(one, share_of, known) for one in near]
    order = {"fits": 0, "possible": 1, "no": 2}
    return tuple(sorted(tried, key=lambda one: (order[one.fit], abs((moment - one.change.day).days), one.change.title)))


def _is_near(change: OwnChange, moment: date) -> bool:
    later = (moment - change.day).days
    ended = change.ended is not None and -AFTER <= (moment - change.ended).days <= BEFORE
    return -AFTER <= later <= BEFORE or ended


def _explanation(change: OwnChange, share_of: ShareOf, known: Sequence[str]) -> Explanation:
    timing = f"it began on {change.day}" + (f" and ended on {change.ended}" if change.ended else "")
    if change.kind == "experiment":
        return Explanation(
            change=change, fit="possible", reason=f"{timing}; the page of the experiment says what it did"
        )
    about = {"market": change.market, "clause_id": change.clause_id}
    values = {name: value for name, value in about.items() if value is not None}
    unknown = [name.removesuffix("_id") for name in values if name not in known]
    where = slice_title({name.removesuffix("_id"): value for name, value in values.items()})
    if not values:
        return Explanation(change=change, fit="fits", reason=f"{timing}, and it is about everything")
    if unknown:
        reason = f"{timing}; it is about {where}, and the metric has no {' or '.join(unknown)}"
        return Explanation(change=change, fit="possible", reason=reason)
    share = share_of(values)
    if share is None or SMALL <= share < LARGE:
        return Explanation(change=change, fit="possible", reason=f"{timing}; {where} moved, and so did others")
    if share < SMALL:
        return Explanation(change=change, fit="no", reason=f"it is about {where}, which hardly moved")
    return Explanation(change=change, fit="fits", reason=f"{timing}, and {where} moved")


def day_number(day: date) -> int:
    """In days since 1970-01-01."""
    return (day - FIRST_DAY).days
