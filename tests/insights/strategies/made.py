"""Strategies and subjects made by hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.strategies.labels import AuditDraws
from insights.strategies.replay import Replay, ReplayedDay, strategy_hits
from insights.strategies.strategy import Strategy, Subject
from insights.strategies.subjects import Subjects
from insights.strategies.variables import declared_variables
from warehouse.engines.arrays import objects

TODAY = date(2026, 8, 1)
DAY_NUMBER = 20_666  # 2026-08-01


def strategy(**fields: Any) -> Strategy:
    """In shadow since June, with the fields that a test sets."""
    return Strategy.model_validate(
        {
            "id": "many-posts",
            "version": 1,
            "title": "Many posts",
            "owner": "a team",
            "expires": date(2027, 1, 31),
            "max_daily": 10,
            "when": "activity.posts > 20",
            "action": "queue",
            "states": {"shadow": date(2026, 6, 1)},
            **fields,
        }
    )


def active(**fields: Any) -> Strategy:
    states = {"shadow": date(2026, 6, 1), "review_only": date(2026, 6, 10), "active": date(2026, 6, 20)}
    return strategy(states=states, **fields)


def subjects(values: Mapping[str, Sequence[Any]], day: int = DAY_NUMBER, ids: Sequence[str] = ()) -> Subjects:
    """Creators with these values; nothing else was measured."""
    size = len(next(iter(values.values())))
    known: dict[str, NDArray[Any]] = {}
    for name, variable in declared_variables().items():
        given = values.get(name, [None] * size)
        if variable.type == "text":
            known[name] = objects([*given])
        else:
            known[name] = np.array([np.nan if value is None else float(value) for value in given])
    names = [*ids] or [f"c{number}" for number in range(size)]
    return Subjects(day, objects(names), None, known)


def no_audit() -> AuditDraws:
    nothing = np.empty(0)
    return AuditDraws(nothing.astype(object), nothing.astype(object), nothing.astype(np.int64), nothing, nothing > 0)


def made_replay(
    strategies: Sequence[Strategy],
    days: Sequence[tuple[Subjects, Sequence[int]]],
    audit: AuditDraws | None = None,
    clauses: Mapping[str, str] | None = None,
) -> Replay:
    replayed = []
    for each, labels in days:
        found = {one.key: strategy_hits(one, each) for one in strategies}
        replayed.append(
            ReplayedDay(
                each,
                np.array(labels, np.int8),
                {key: hit for key, (hit, _) in found.items()},
                {key: unknown for key, (_, unknown) in found.items()},
                clauses or {},
            )
        )
    return Replay(Subject.CREATOR, tuple(strategies), tuple(replayed), audit or no_audit(), 14)
