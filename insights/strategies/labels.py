"""Labels of a replay: what people confirmed about a creator or a post in the days that follow the features.

A violation that was overturned is a negative label. What nobody reviewed has no label."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.strategies.subjects import Subjects
from signals.labels import APPEAL_DAYS, DAY, DecisionStates, confirmed
from warehouse.engines.base import Engine
from warehouse.jobs.reading import decision_history

HORIZON_DAYS = 14
UNKNOWN = -1
Labels = NDArray[np.int8]


class Labelling(Protocol):
    """What labels the subjects of a day. `horizon`: the days after the features in which labels arise."""

    @property
    def horizon(self) -> int: ...

    def labels(self, subjects: Subjects) -> Labels:
        """1, 0, or UNKNOWN, one for each subject."""

    def first_clauses(self, subjects: Subjects) -> Mapping[str, str]:
        """The clause of a violation that was found first, by the id of the subject. With the label 0 it did not
        hold."""


@dataclass(frozen=True, eq=False)
class LabelReader:
    """Decisions as they stood at the end of `known_day`: nothing later is read. `clause`: only violations of it count,
    and those of other clauses give no label. `horizon`: the days after the features in which decisions count."""

    states: DecisionStates
    known_day: int
    horizon: int = HORIZON_DAYS
    clause: str | None = None

    def labels(self, subjects: Subjects) -> Labels:
        """A creator with one confirmed violation has the label 1."""
        chosen = self._within(subjects.day)
        keys = chosen.creator_id if subjects.post_id is None else chosen.post_id
        found: dict[Any, int] = {}
        for key, violates in zip(keys.tolist(), chosen.is_violation.tolist(), strict=True):
            if key is not None:
                found[key] = max(found.get(key, 0), int(violates))
        return np.array([found.get(key, UNKNOWN) for key in subjects.ids.tolist()], dtype=np.int8)

    def first_clauses(self, subjects: Subjects) -> dict[str, str]:
        chosen = self._within(subjects.day)
        keys = chosen.creator_id if subjects.post_id is None else chosen.post_id
        order = np.argsort(chosen.is_violation, kind="stable")  # what holds comes last, and remains
        listed = zip(keys[order].tolist(), chosen.clause_id[order].tolist(), strict=True)
        return {str(key): str(clause) for key, clause in listed if clause is not None}

    def _within(self, day: int) -> DecisionStates:
        """The labelled decisions that were made in the days after `day`."""
        at = self.states.at
        return self.states.part((at >= (day + 1) * DAY) & (at < (day + 1 + self.horizon) * DAY))


def read_labels(
    engine: Engine,
    known_day: int,
    *,
    horizon: int = HORIZON_DAYS,
    appeal_days: int = APPEAL_DAYS,
    clause: str | None = None,
) -> LabelReader:
    """Only decisions that a person confirmed and that can be appealed no more. Raises InputError if there is none, or
    none of the clause."""
    found = decision_history(engine, known_day)
    states = DecisionStates(**{name: found[name] for name in DecisionStates.__dataclass_fields__})
    states = states.part(confirmed(states, known_day, appeal_days))
    if clause is not None:
        states = _of_clause(states, clause)
    if not len(states.at):
        raise InputError(
            f"no decision was confirmed by a person {appeal_days} days before the end: load reviews, or count younger "
            "decisions by a smaller --appeal-days"
        )
    return LabelReader(states, known_day, horizon, clause)


def _of_clause(states: DecisionStates, clause: str) -> DecisionStates:
    """If the clause is about accounts, decisions about posts say nothing of it."""
    violates = states.is_violation & (states.clause_id == clause)
    if not violates.any():
        raise InputError(f"no violation of {clause} was confirmed: choose another --clause, or more days")
    without_post = np.array([post is None for post in states.post_id.tolist()], dtype=bool)
    about_accounts = bool((violates & without_post).any())
    return states.part((violates | ~states.is_violation) & (without_post | (not about_accounts)))


@dataclass(frozen=True, eq=False)
class AuditDraws:
    """Posts drawn at random for an audit, with what a person found and the views that each draw stands for."""

    post_id: NDArray[np.object_]
    creator_id: NDArray[np.object_]
    day: NDArray[np.int64]
    weight: NDArray[np.float64]
    violates: NDArray[np.bool_]


def read_audit(engine: Engine, known_day: int) -> AuditDraws:
    """The labelled draws up to a day; empty without the table."""
    if not engine.stored_columns("audit_items"):
        nothing = np.empty(0)
        return AuditDraws(
            nothing.astype(object), nothing.astype(object), nothing.astype(np.int64), nothing, nothing > 0
        )
    found = engine.columns(
        "SELECT post_id, creator_id, day, weight, outcome FROM audit_items "
        "WHERE day <= :day AND outcome IS NOT NULL ORDER BY audit_id",
        {"day": known_day},
    )
    return AuditDraws(
        found["post_id"],
        found["creator_id"],
        found["day"].astype(np.int64),
        found["weight"].astype(np.float64),
        np.asarray(found["outcome"] == "violation", dtype=bool),
    )


def replay_days(first_day: int, last_day: int, known_day: int, horizon: int, step: int) -> tuple[int, ...]:
    """Days with features whose labels were all decided by `known_day`, `step` days apart. Raises InputError if there is
    none."""
    last = min(last_day, known_day - horizon)
    days = tuple(range(first_day, last + 1, step))
    if not days:
        raise InputError(
            f"no day is left to replay: labels need {horizon} days after the features, so choose an earlier first day "
            "or a shorter --horizon"
        )
    return days
