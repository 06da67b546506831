"""The creators or posts of a day with the values of every declared variable, as of the end of that day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.strategies.strategy import Subject
from insights.strategies.variables import StrategyVariable, declared_variables
from signals.labels import DAY, Texts
from warehouse.engines.base import Columns, Engine, row_count

Values = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Subjects:
    """One value for each subject. `post_id`: None for creators. `values` by the name of the variable: floats with nan,
    or objects with None, where nothing was measured."""

    day: int
    creator_id: Texts
    post_id: Texts | None
    values: Values

    @property
    def size(self) -> int:
        return len(self.creator_id)

    @property
    def ids(self) -> Texts:
        return self.creator_id if self.post_id is None else self.post_id


def read_subjects(
    engine: Engine, day: int, subject: Subject = Subject.CREATOR, names: Collection[str] | None = None
) -> Subjects:
    """Creators with an event in the 28 days that end with the day, or the posts of the day. Nothing later is read.
    `names`: variables that must be among the values; None: all. Those of the account always are. Raises
    WarehouseUnusable."""
    known = declared_variables()
    sources = {known[name].source for name in (known if names is None else names)} | {"creators"}
    creators = {source: _query(engine, source, day) for source in sorted(sources - {"posts"})}
    creators["creators"]["age_days"] = creators["creators"].pop("age_seconds") / DAY
    if subject is Subject.CREATOR:
        owner = creators["creators"]["creator_id"]
        return Subjects(day, owner, None, _values(owner, creators, {}))
    posts = _query(engine, "posts", day)
    owner = posts["creator_id"]
    return Subjects(day, owner, posts["post_id"], _values(owner, creators, posts))


@cache
def _sql(source: str) -> str:
    return (files("insights.strategies") / "sql" / f"{source}.sql").read_text(encoding="utf-8")


def _query(engine: Engine, source: str, day: int) -> dict[str, NDArray[Any]]:
    return engine.columns(_sql(source), {"day": day})


def _values(owner: Texts, creators: Mapping[str, Columns], posts: Columns) -> Values:
    places = {source: _places(owner, columns) for source, columns in creators.items()}
    values = {}
    for name, variable in declared_variables().items():
        if variable.source in creators:
            values[name] = _value(variable, creators[variable.source], places[variable.source])
        elif variable.source == "posts" and posts:
            values[name] = _value(variable, posts, np.arange(len(owner)))
    return values


def _places(owner: Texts, columns: Columns) -> NDArray[np.int64]:
    """Where the row of each owner is; -1 without one."""
    place_of = {creator: place for place, creator in enumerate(columns["creator_id"].tolist())}
    return np.array([place_of.get(creator, -1) for creator in owner.tolist()], dtype=np.int64)


def _value(variable: StrategyVariable, columns: Columns, places: NDArray[np.int64]) -> NDArray[Any]:
    part = _column(columns, variable.part, places)
    if variable.type == "text":
        return part
    if variable.source == "creators" and row_count(columns):
        part = np.where(places < 0, np.nan, part)
    if variable.of is None:
        return part
    of = _column(columns, variable.of, places)
    return np.asarray(np.divide(part, of, out=np.full(len(part), np.nan), where=of > 0))


def _column(columns: Columns, name: str, places: NDArray[np.int64]) -> NDArray[Any]:
    """A count without a row is zero, a text without one is None."""
    found = columns[name]
    if found.dtype.kind == "O":
        listed = [*found.tolist(), None]
        text = np.empty(len(places), object)
        text[:] = [listed[place] for place in places.tolist()]
        return text
    return np.append(found.astype(np.float64), 0.0)[places]
