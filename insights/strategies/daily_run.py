"""Runs the strategies of a day: stores each hit once, with strategy, version and what it does, up to the daily cap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from domain.days import date_of
from domain.errors import InputError, OperationError
from insights.strategies.checks import without_problems
from insights.strategies.files import StrategyFiles
from insights.strategies.replay import strategy_hits
from insights.strategies.strategy import Strategy, Subject
from insights.strategies.subjects import Subjects, read_subjects
from signals.labels import DAY
from warehouse.connection import Warehouse
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine
from warehouse.errors import WarehouseMissing
from warehouse.loading.loader import Loader
from warehouse.loading.report import Batch, Problem

TABLE = "strategy_hits"


class StrategyRun(FrozenModel):
    """`matched`: subjects that the condition hits; `stored`: new rows; `above_cap`: left out by the daily cap.
    `action`: None if the strategy does not run on this day, and `reason` says why."""

    strategy: str
    action: str | None
    reason: str
    matched: int
    stored: int
    already_stored: int
    above_cap: int
    not_known: int


class RunReport(FrozenModel):
    day: str
    strategies: tuple[StrategyRun, ...]


@dataclass(frozen=True)
class _Refused:
    """Collects the rows that the warehouse refuses, which are our own mistake."""

    reasons: list[str] = field(default_factory=list)

    def write(self, source: str, batch: Batch, problems: Iterable[Problem]) -> None:
        del source, batch
        self.reasons.extend(f"{one.column}: {one.reason}" for one in problems)


def run_strategies(warehouse: Warehouse, found: StrategyFiles, day: int) -> RunReport:
    """Repeating it adds nothing. Raises InputError if a strategy has a problem, or hits of other rules are stored under
    its version, and WarehouseMissing without the table of hits."""
    strategies = without_problems(found, date_of(day))
    require_hits_table(warehouse.engine)
    for strategy in strategies:
        if strategy.action_on(date_of(day)) is not None:
            _require_own_version(warehouse.engine, strategy)
    subjects: dict[Subject, Subjects] = {}
    runs = []
    for strategy in strategies:
        action = strategy.action_on(date_of(day))
        if action is None:
            runs.append(_not_run(strategy, date_of(day)))
            continue
        kind = strategy.scope.subject
        subjects[kind] = subjects.get(kind) or read_subjects(warehouse.engine, day, kind)
        runs.append(_run_one(warehouse, strategy, subjects[kind], action))
    return RunReport(day=str(date_of(day)), strategies=tuple(runs))


def require_hits_table(engine: Engine) -> None:
    """Raises WarehouseMissing."""
    if not engine.stored_columns(TABLE):
        raise WarehouseMissing(f"the warehouse at {engine.location} has no table {TABLE}: run clausewise warehouse run")


def _not_run(strategy: Strategy, today: date) -> StrategyRun:
    state = strategy.state_on(today)
    reason = "it has not begun" if state is None else "it is retired or expired"
    return StrategyRun(
        strategy=strategy.key,
        action=None,
        reason=reason,
        matched=0,
        stored=0,
        already_stored=0,
        above_cap=0,
        not_known=0,
    )


def _run_one(warehouse: Warehouse, strategy: Strategy, subjects: Subjects, action: str) -> StrategyRun:
    hit, not_known = strategy_hits(strategy, subjects)
    places = np.flatnonzero(hit)
    ids = [hit_id(strategy, subjects.day, str(name)) for name in subjects.ids[places].tolist()]
    before = _stored(warehouse.engine, strategy, subjects.day)
    chosen = capped(ids, before, strategy.max_daily)
    new = places[[place for place, name in enumerate(ids) if name in chosen]]
    _store(warehouse, strategy, subjects, new, action)
    return StrategyRun(
        strategy=strategy.key,
        action=action,
        reason="",
        matched=len(places),
        stored=len(new),
        already_stored=len(before),
        above_cap=len(set(ids) - before) - len(new),
        not_known=int(not_known.sum()),
    )


def hit_id(strategy: Strategy, day: int, subject: str) -> str:
    """Equal for the same strategy, version, day and subject: a second run finds it stored. It begins with the digest of
    what the strategy does."""
    own = sha256(f"{strategy.id}\n{strategy.version}\n{day}\n{subject}".encode()).hexdigest()
    return f"{_rules_digest(strategy)}:{own[:24]}"


def _rules_digest(strategy: Strategy) -> str:
    """Of whom it hits, how many a day, and what it then does; its owner and the days of its states may change."""
    return sha256(strategy.model_dump_json(include={"when", "scope", "max_daily", "action"}).encode()).hexdigest()[:8]


def _require_own_version(engine: Engine, strategy: Strategy) -> None:
    """Hits with another form of id were loaded, or stored before ids had the digest: nothing is known of their rules.
    Raises InputError."""
    ((others,),) = engine.rows(
        f"SELECT COUNT(*) FROM {TABLE} WHERE strategy = :strategy AND version = :version AND hit_id LIKE :any_rules "
        "AND hit_id NOT LIKE :own_rules",
        {
            "strategy": strategy.id,
            "version": strategy.version,
            "any_rules": f"{'_' * 8}:{'_' * 24}",
            "own_rules": f"{_rules_digest(strategy)}:%",
        },
    )
    if others:
        raise InputError(
            f"{strategy.key}: its condition, scope, action or daily cap changed, and hits from before are stored under "
            f"version {strategy.version}, {others:,} of them: raise the version"
        )


def capped(ids: Iterable[str], before: set[str], max_daily: int) -> set[str]:
    """Those to add: with the stored ones no more than the cap, by the order of their hashes, which favours nobody."""
    new = sorted(set(ids) - before)
    return set(new[: max(max_daily - len(before), 0)])


def _stored(engine: Engine, strategy: Strategy, day: int) -> set[str]:
    """The ids, also of hits that were stored under another form of id."""
    rows = engine.rows(
        f"SELECT COALESCE(post_id, creator_id) FROM {TABLE} WHERE strategy = :strategy AND version = :version "
        "AND day = :day",
        {"strategy": strategy.id, "version": strategy.version, "day": day},
    )
    return {hit_id(strategy, day, str(subject)) for (subject,) in rows}


def _store(
    warehouse: Warehouse, strategy: Strategy, subjects: Subjects, places: NDArray[np.int64], action: str
) -> None:
    if not len(places):
        return
    at = (subjects.day + 1) * DAY - 1
    posts: Sequence[Any] = [None] * len(places) if subjects.post_id is None else subjects.post_id[places].tolist()
    refused = _Refused()
    Loader(warehouse, refused, at + 1).add(
        TABLE,
        {
            "hit_id": objects([hit_id(strategy, subjects.day, str(name)) for name in subjects.ids[places].tolist()]),
            "strategy": objects([strategy.id] * len(places)),
            "version": np.full(len(places), strategy.version, np.int64),
            "creator_id": subjects.creator_id[places],
            "post_id": objects(posts),
            "at": np.full(len(places), at, np.int64),
            "action": objects([action] * len(places)),
        },
    )
    if refused.reasons:
        raise OperationError(f"the warehouse refused hits of {strategy.key}: {refused.reasons[0]}")
