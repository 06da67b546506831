"""Features of creators up to a day, and what became of them in the days that follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.estimate import Floats
from warehouse.engines.base import Engine

SQL = Path(__file__).parent / "sql"
TARGETS = ("views", "amount", "orders", "complaints", "refunds", "violations", "posts")
NO_FEATURES = {"day", "creator_id", "window_days", "market", "joined_day"}


@dataclass(frozen=True, eq=False)
class CreatorRows:
    """One row a creator with an event in the 28 days up to `day`. `features` has the shape (creators, names);
    `outcomes` by target are of the days that follow, empty where these are not over."""

    day: int
    creators: NDArray[np.object_]
    names: tuple[str, ...]
    features: Floats
    outcomes: Mapping[str, Floats]

    @property
    def size(self) -> int:
        return len(self.creators)


def read_rows(engine: Engine, day: int, following: int) -> CreatorRows:
    """`following` days have outcomes; 0 for none. Raises InputError where no creator has features on the day."""
    found = engine.columns((SQL / "features.sql").read_text(encoding="utf-8"), {"day": day})
    creators = found["creator_id"]
    if not len(creators):
        raise InputError("no creator has features on a day that is needed: run clausewise warehouse run")
    names = tuple(sorted(name for name in found if name not in NO_FEATURES))
    age = day - found["joined_day"].astype(np.float64)
    features = np.column_stack([*(found[name].astype(np.float64) for name in names), age])
    outcomes = _outcomes(engine, creators, day, following) if following else {}
    return CreatorRows(day, creators, (*names, "account_age_days"), features, outcomes)


def _outcomes(engine: Engine, creators: NDArray[Any], day: int, following: int) -> dict[str, Floats]:
    parameters = {"day": day, "last_day": day + following}
    found = engine.columns((SQL / "outcomes.sql").read_text(encoding="utf-8"), parameters)
    place_of = {name: place for place, name in enumerate(found["creator_id"].tolist())}
    places = np.array([place_of.get(name, -1) for name in creators.tolist()], np.int64)
    return {name: _at(found[name].astype(np.float64), places) for name in TARGETS}


def _at(values: Floats, places: NDArray[np.int64]) -> Floats:
    """The values at the places, 0 for a creator without a row: nothing happened."""
    return np.append(values, 0.0)[places]
