"""Replays strategies on past days: who would have been hit by what was known then, and what people found later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.days import date_of
from insights.strategies.conditions import condition_variables, evaluate
from insights.strategies.labels import AuditDraws, Labelling, Labels
from insights.strategies.strategy import Strategy, Subject
from insights.strategies.subjects import Subjects, read_subjects
from signals.labels import Texts
from warehouse.engines.base import Engine

Flags = NDArray[np.bool_]
Report = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class ReplayedDay:
    """One value for each subject. `hits` and `unknown` by the key of the strategy."""

    subjects: Subjects
    labels: Labels
    hits: Mapping[str, Flags]
    unknown: Mapping[str, Flags]
    clauses: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Replay:
    """The replayed days of one kind of subject. Arrays over all of them have one value for each subject and day."""

    subject: Subject
    strategies: tuple[Strategy, ...]
    days: tuple[ReplayedDay, ...]
    audit: AuditDraws
    horizon: int

    @property
    def labels(self) -> Labels:
        return np.concatenate([day.labels for day in self.days])

    @property
    def creator_id(self) -> Texts:
        return np.concatenate([day.subjects.creator_id for day in self.days])

    @property
    def ids(self) -> Texts:
        return np.concatenate([day.subjects.ids for day in self.days])

    @property
    def day(self) -> NDArray[np.int64]:
        return np.concatenate([np.full(day.subjects.size, day.subjects.day) for day in self.days])

    def hits(self, key: str) -> Flags:
        return np.concatenate([day.hits[key] for day in self.days])

    def unknown(self, key: str) -> Flags:
        return np.concatenate([day.unknown[key] for day in self.days])

    def values(self, name: str) -> NDArray[Any]:
        return np.concatenate([day.subjects.values[name] for day in self.days])

    def clauses(self) -> list[str | None]:
        """The clause of a violation that was found first, for each subject and day."""
        return [day.clauses.get(str(one)) for day in self.days for one in day.subjects.ids.tolist()]


def replay(
    engine: Engine,
    strategies: Sequence[Strategy],
    days: Sequence[int],
    labels: Labelling,
    audit: AuditDraws,
    report: Report = lambda done, total: None,
) -> tuple[Replay, ...]:
    """One replay for each kind of subject that the strategies have. Creators are looked at on `days`, posts on each day
    from the first to the last of them."""
    found = []
    for subject in Subject:
        chosen = tuple(one for one in strategies if one.scope.subject is subject)
        if not chosen:
            continue
        looked_at = days if subject is Subject.CREATOR else range(days[0], days[-1] + 1)
        replayed = []
        for done, day in enumerate(looked_at):
            report(done, len(looked_at))
            replayed.append(_replay_day(engine, chosen, day, labels))
        found.append(Replay(subject, chosen, tuple(replayed), audit, labels.horizon))
    return tuple(found)


def _replay_day(engine: Engine, strategies: Sequence[Strategy], day: int, labels: Labelling) -> ReplayedDay:
    names = {name for one in strategies for name in condition_variables(one.when)}
    subjects = read_subjects(engine, day, strategies[0].scope.subject, names)
    hits, unknown = {}, {}
    for strategy in strategies:
        hits[strategy.key], unknown[strategy.key] = strategy_hits(strategy, subjects)
    return ReplayedDay(subjects, labels.labels(subjects), hits, unknown, labels.first_clauses(subjects))


def strategy_hits(strategy: Strategy, subjects: Subjects) -> tuple[Flags, Flags]:
    """Who is hit within the markets of the strategy, and for whom it is not known."""
    found = evaluate(strategy.when, subjects)
    if not strategy.scope.markets:
        return found.hit, found.unknown
    name = "account.market" if subjects.post_id is None else "post.market"
    inside = np.isin(subjects.values[name].astype(str), strategy.scope.markets)
    return found.hit & inside, found.unknown & inside


def day_words(days: Sequence[int]) -> str:
    return f"{date_of(days[0])} to {date_of(days[-1])}"
