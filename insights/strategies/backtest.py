"""Backtests strategies: precision, recall, what each adds to the others, work, and whom they hit wrongly."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.days import date_of
from insights.estimate import Estimate
from insights.strategies.error_groups import error_groups
from insights.strategies.intervals import clustered_share, weighted_share
from insights.strategies.labels import UNKNOWN
from insights.strategies.replay import Flags, Replay, day_words
from insights.strategies.report import LABEL_NOTES, BacktestReport, LabelCounts, Overlap, StrategyBacktest, Workload
from insights.strategies.strategy import Strategy
from insights.strategies.workload import ReviewCost

EXAMPLES = 5
MAX_DAYS_NAMED = 5


def backtest(replays: Sequence[Replay], known_day: int, costs: ReviewCost, min_group: int = 10) -> BacktestReport:
    """A report of all strategies of the replays; `known_day`: the last day that was read."""
    days = sorted({day.subjects.day for one in replays for day in one.days})
    return BacktestReport(
        days=day_words(days),
        replayed_days=len(days),
        horizon_days=replays[0].horizon,
        known_day=str(date_of(known_day)),
        labels=tuple(map(_label_counts, replays)),
        strategies=tuple(
            _backtest_one(one, strategy, costs, min_group) for one in replays for strategy in one.strategies
        ),
        overlaps=tuple(overlap for one in replays for overlap in _overlaps(one)),
        notes=_notes(replays),
    )


def _label_counts(one: Replay) -> LabelCounts:
    labels, known = one.labels, one.labels != UNKNOWN
    return LabelCounts(
        subject=one.subject.value,
        positive=int((labels == 1).sum()),
        negative=int((labels == 0).sum()),
        unlabelled=int((~known).sum()),
        base_rate=clustered_share(labels[known] == 1, one.creator_id[known]),
    )


def _notes(replays: Sequence[Replay]) -> tuple[str, ...]:
    notes = [*LABEL_NOTES]
    if not any(len(one.audit.weight) for one in replays):
        notes.append("The warehouse has no labelled draws of an audit: no number holds for what nobody reviewed.")
    empty = sorted({day.subjects.day for one in replays for day in one.days if not day.subjects.size})
    if empty:
        days = ", ".join(str(date_of(day)) for day in empty[:MAX_DAYS_NAMED])
        notes.append(f"Nothing was stored for {len(empty)} of the days ({days}): if they lack, load and compute them.")
    return tuple(notes)


def _backtest_one(one: Replay, strategy: Strategy, costs: ReviewCost, min_group: int) -> StrategyBacktest:
    hit, labels, creators = one.hits(strategy.key), one.labels, one.creator_id
    precision = _precision(hit, labels, creators)
    alone = hit & ~_hit_by_others(one, strategy)
    audited = _audited(one, strategy)
    return StrategyBacktest(
        strategy=strategy.key,
        subject=one.subject.value,
        state=_state(strategy, one),
        evaluated=len(hit),
        not_known=int(one.unknown(strategy.key).sum()),
        hits=int(hit.sum()),
        creators=len({*creators[hit].tolist()}),
        labelled_hits=int((hit & (labels != UNKNOWN)).sum()),
        precision=precision,
        recall=clustered_share(hit[labels == 1], creators[labels == 1]),
        audited_precision=audited[0],
        audited_recall=audited[1],
        marginal_hits=int(alone.sum()),
        marginal_precision=_precision(alone, labels, creators),
        workload=_workload(one, strategy, precision, costs),
        groups=error_groups(one, hit, min_group),
        examples=tuple(sorted({str(name) for name in one.ids[hit & (labels == 1)].tolist()})[:EXAMPLES]),
    )


def _state(strategy: Strategy, one: Replay) -> str | None:
    state = strategy.state_on(date_of(one.days[-1].subjects.day))
    return None if state is None else state.value


def _precision(hit: Flags, labels: NDArray[np.int8], creators: NDArray[Any]) -> Estimate:
    chosen = hit & (labels != UNKNOWN)
    return clustered_share(labels[chosen] == 1, creators[chosen])


def _hit_by_others(one: Replay, strategy: Strategy) -> Flags:
    others = [one.hits(other.key) for other in one.strategies if other.key != strategy.key]
    return np.any(others, axis=0) if others else np.zeros(len(one.labels), bool)


def _overlaps(one: Replay) -> list[Overlap]:
    hits = {strategy.key: one.hits(strategy.key) for strategy in one.strategies}
    found = []
    for first, second in permutations(hits, 2):
        both, total = int((hits[first] & hits[second]).sum()), int(hits[first].sum())
        found.append(Overlap(first=first, second=second, both=both, share_of_first=both / total if total else None))
    return found


def _audited(one: Replay, strategy: Strategy) -> tuple[Estimate, Estimate]:
    """Each draw counts once, for the last replayed day before it (a post: for its own day)."""
    audit = one.audit
    names = audit.creator_id if one.days[0].subjects.post_id is None else audit.post_id
    hit, seen = np.zeros(len(names), bool), np.zeros(len(names), bool)
    for day in one.days:
        after = audit.day > day.subjects.day if day.subjects.post_id is None else audit.day >= day.subjects.day
        inside = after & (audit.day <= day.subjects.day + one.horizon)
        evaluated, hits = {*day.subjects.ids.tolist()}, {*day.subjects.ids[day.hits[strategy.key]].tolist()}
        known = inside & np.array([name in evaluated for name in names.tolist()], dtype=bool)
        hit = np.where(known, np.array([name in hits for name in names.tolist()], dtype=bool), hit)
        seen |= known
    violating = seen & audit.violates
    return (
        weighted_share(audit.violates[seen & hit], audit.weight[seen & hit], audit.creator_id[seen & hit]),
        weighted_share(hit[violating], audit.weight[violating], audit.creator_id[violating]),
    )


def _workload(one: Replay, strategy: Strategy, precision: Estimate, costs: ReviewCost) -> Workload:
    daily = np.array([int(day.hits[strategy.key].sum()) for day in one.days], dtype=np.float64)
    capped = np.minimum(daily, strategy.max_daily)
    minutes = float(capped.mean()) * costs.minutes
    return Workload(
        a_day=float(daily.mean()),
        above_cap=float((daily - capped).mean()),
        minutes=minutes,
        minutes_per_violation=costs.minutes / precision.value if precision.value else None,
        minutes_source=costs.source,
        cost=None if costs.model_cost is None else float(capped.mean()) * costs.model_cost,
    )
