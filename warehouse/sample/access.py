"""Devices and payout targets in the sample: own ones, shared ones, and those that change."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.groups import Groups
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Floats, Ints, Population
from warehouse.sample.schedule import Change

SIGHT_DAYS, PAY_DAYS = 6, 15
SECOND_DEVICE = 0.25  # of the sightings


@dataclass(frozen=True)
class Plan:
    """`own` is what a creator uses, from `changed_at` on `changed`; with probability `share`, the pool `shared`."""

    own: Ints
    changed: Ints
    changed_at: Ints
    shared: Ints
    share: Floats


def _plan(population: Population, options: SampleOptions) -> Plan:
    size = population.size
    own = np.arange(size)
    return Plan(own, own + size, np.full(size, options.end), np.full(size, -1), np.zeros(size))


def _pool(plan: Plan, members: Ints, number: int, users: NDArray[np.bool_], share: float) -> None:
    """Gives members a target of the group, which they use in part."""
    chosen = members[users]
    plan.shared[chosen] = number
    plan.share[chosen] = share


def _change(
    random: np.random.Generator, options: SampleOptions, plan: Plan, creators: Ints, trades: tuple[Change, ...]
) -> None:
    days = random.integers(options.days // 4, options.days * 3 // 4, len(creators))
    plan.changed_at[creators] = options.start + days * DAY_SECONDS
    for trade in trades:
        plan.changed_at[trade.creator] = trade.at


def device_columns(
    options: SampleOptions, groups: Groups, population: Population, trades: tuple[Change, ...]
) -> dict[str, NDArray[Any]]:
    random, plan, number = options.random(19), _plan(population, options), population.size * 2
    for members in groups.agencies:  # phones of the studio
        for part in np.array_split(np.array(members), max(1, len(members) // 8)):
            _pool(plan, part, number := number + 1, random.random(len(part)) < 0.4, 0.4)
    for members in groups.households:
        _pool(plan, np.array(members), number := number + 1, np.full(len(members), True), 0.6)
    for members in groups.matrices:
        _pool(plan, np.array(members), number := number + 1, np.full(len(members), True), 0.9)
    for ring in groups.rings:
        for part in np.array_split(np.array(ring.members), max(1, len(ring.members) // 5)):
            used = random.random(len(part)) < (0.8 if ring.shares_devices else 0)
            _pool(plan, part, number := number + 1, used, 0.5)
    _change(random, options, plan, groups.places("new_devices"), trades)
    creator, at = _moments(random, options, population, SIGHT_DAYS)
    device = _targets(random, plan, creator, at)
    second = (random.random(len(creator)) < SECOND_DEVICE) & (device == plan.own[creator]) & (creator % 3 == 0)
    device[second] += number + 1
    return {"creator_id": population.ids(creator), "device": _hashes("d", device, options), "at": at}


def payout_columns(
    options: SampleOptions, groups: Groups, population: Population, trades: tuple[Change, ...]
) -> dict[str, NDArray[Any]]:
    random, plan, number = options.random(20), _plan(population, options), population.size * 2
    for members in groups.agencies:  # half of the agencies collect the money of some members
        paid = random.random(len(members)) < (0.6 if random.random() < 0.5 else 0)
        _pool(plan, np.array(members), number := number + 1, paid, 1)
    for members in groups.households:
        together = np.full(len(members), random.random() < 0.5)
        _pool(plan, np.array(members), number := number + 1, together, 1)
    for members in groups.matrices:
        _pool(plan, np.array(members), number := number + 1, random.random(len(members)) < 0.85, 1)
    for ring in groups.rings:
        if ring.second_market:  # those who join the second market are paid together with the others
            for part in np.array_split(np.array(ring.members), 3):
                _pool(plan, part, number := number + 1, random.random(len(part)) < 0.6, 1)
    _change(random, options, plan, groups.places("new_payouts"), trades)
    creator, at = _moments(random, options, population, PAY_DAYS)
    return {
        "creator_id": population.ids(creator),
        "payout": _hashes("b", _targets(random, plan, creator, at), options),
        "at": at,
    }


def _moments(
    random: np.random.Generator, options: SampleOptions, population: Population, every_days: int
) -> tuple[Ints, Ints]:
    """One moment in each period since a creator joined, in the order of time."""
    periods = options.days // every_days
    creator = np.repeat(np.arange(population.size), periods)
    period = np.tile(np.arange(periods), population.size)
    at = options.start + ((period + random.random(len(period))) * every_days * DAY_SECONDS).astype(np.int64)
    joined = at >= population.joined_at[creator]
    order = np.lexsort((creator[joined], at[joined]))
    return creator[joined][order], at[joined][order]


def _targets(random: np.random.Generator, plan: Plan, creator: Ints, at: Ints) -> Ints:
    target = np.where(at >= plan.changed_at[creator], plan.changed[creator], plan.own[creator])
    shared = (random.random(len(creator)) < plan.share[creator]) & (plan.shared[creator] >= 0)
    return np.where(shared, plan.shared[creator], target)


def _hashes(prefix: str, numbers: Ints, options: SampleOptions) -> NDArray[Any]:
    """Names that say nothing of the number; different numbers have different names."""
    scrambled = (numbers + 1 + options.seed * 7_919) * 2_654_435_761 % 4_294_967_296
    return objects([f"{prefix}{number:08x}" for number in scrambled.tolist()])
