"""The variables that a condition may read: one table with type, meaning, and what may only order reviews."""

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Literal

from domain.base import FrozenModel

Source = Literal["creators", "record", "today", "likes", "links", "posts"]


class StrategyVariable(FrozenModel):
    """`part` is a column of the SQL of its source; with `of`, the value is part / of, or not measured where `of` is
    zero. `review_only`: it is about other accounts, so a strategy that reads it may only queue. `refused`: why no
    strategy may read it. `mined`: whether the search for patterns may use it: not what people are (market, language,
    age) nor what moderation did before."""

    type: Literal["number", "text", "boolean"]
    meaning: str
    source: Source
    part: str
    of: str | None = None
    unit: str | None = None
    review_only: bool = False
    refused: str | None = None
    mined: bool = True


@cache
def declared_variables() -> Mapping[str, StrategyVariable]:
    """By dotted name, in the order of the table."""
    text = (files("insights.strategies") / "variables.toml").read_text(encoding="utf-8")
    return {
        f"{root}.{name}": StrategyVariable.model_validate(fields)
        for root, rows in tomllib.loads(text).items()
        for name, fields in rows.items()
    }


def roots() -> tuple[str, ...]:
    """The names before the first dot."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in declared_variables()))


def nearest_variable(name: str) -> str:
    """What the writer may have meant; empty if nothing is near."""
    return next(iter(get_close_matches(name, declared_variables(), n=1)), "")


def reads_review_only(names: Iterable[str]) -> list[str]:
    """Those of the names that are for review only."""
    known = declared_variables()
    return [name for name in names if name in known and known[name].review_only]


def mined_variables(post: bool) -> list[str]:
    """The numbers that the search for patterns may use, for creators or for posts."""
    return [
        name
        for name, variable in declared_variables().items()
        if variable.mined
        and not variable.refused
        and variable.type == "number"
        and (post or variable.source != "posts")
    ]
