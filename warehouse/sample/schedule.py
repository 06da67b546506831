"""When creators post: how many posts, on which days, at which hour of their market."""

from dataclasses import dataclass

import numpy as np

from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.groups import Groups
from warehouse.sample.markets import SECONDS_AHEAD
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Floats, Ints, Population

HOUR_SPREAD = 2.6
BURST_SHARE = 0.5  # of the posts of low-effort sellers, minutes after another one


@dataclass(frozen=True)
class Change:
    """From this moment another person runs the account, whose habits are those of the creator in `like`."""

    creator: int
    at: int
    like: int


def plan_changes(options: SampleOptions, groups: Groups, population: Population) -> tuple[Change, ...]:
    """The traded accounts. The new owner has the language and the hours of a creator of another market."""
    random = options.random(4)
    changes = []
    for creator in groups.individuals["traded"]:
        day = options.first_day + int(random.integers(options.days // 3, options.days * 3 // 4))
        like = int(random.integers(0, population.size))
        while population.language[like] == population.language[creator]:
            like = int(random.integers(0, population.size))
        changes.append(Change(creator, day * DAY_SECONDS + int(random.integers(0, DAY_SECONDS)), like))
    return tuple(changes)


def post_times(options: SampleOptions, groups: Groups, population: Population) -> tuple[Ints, Ints]:
    """The creator and the time of each post, in the order of time."""
    random = options.random(5)
    first = np.maximum(population.joined_at, options.start)
    counts = random.poisson(population.rate * (options.end - first) / DAY_SECONDS)
    creator = np.repeat(np.arange(population.size), counts)
    at = _times(random, population, creator, first[creator], options.end, population.hour[creator])
    travellers = np.isin(creator, groups.places("travellers")) & (at > options.start + options.days // 2 * DAY_SECONDS)
    at[travellers] += 7 * 3600
    at = _add_bursts(random, creator, at, groups)
    in_time = (at >= first[creator]) & (at < options.end)
    order = np.lexsort((creator[in_time], at[in_time]))
    return creator[in_time][order], at[in_time][order]


def _times(
    random: np.random.Generator, population: Population, creator: Ints, first: Ints, end: int, hour: Floats
) -> Ints:
    day = np.floor(first / DAY_SECONDS + random.random(len(creator)) * (end - first) / DAY_SECONDS)
    local = (hour + random.normal(0, HOUR_SPREAD, len(creator))) % 24
    utc = (local * 3600 - SECONDS_AHEAD[population.market[creator]]) % DAY_SECONDS
    times: Ints = (day * DAY_SECONDS + utc).astype(np.int64)
    return times


def _add_bursts(random: np.random.Generator, creator: Ints, at: Ints, groups: Groups) -> Ints:
    """Half of the posts of low-effort sellers follow another one within minutes."""
    places = np.flatnonzero(np.isin(creator, groups.places("low_effort")))
    order = places[np.lexsort((at[places], creator[places]))]
    follows = np.flatnonzero(
        (creator[order][1:] == creator[order][:-1]) & (random.random(len(order) - 1) < BURST_SHARE)
    )
    moved = at.copy()
    for place in follows.tolist():  # one after another, because bursts are chains
        moved[order[place + 1]] = moved[order[place]] + random.integers(40, 420)
    return moved


def move_hours(
    options: SampleOptions, changes: tuple[Change, ...], population: Population, creator: Ints, at: Ints
) -> Ints:
    """The times with those after a trade moved to the hours of the new owner."""
    random = options.random(6)
    moved = at.copy()
    for change in changes:
        after = (creator == change.creator) & (at >= change.at)
        shift = population.hour[change.like] - SECONDS_AHEAD[population.market[change.like]] / 3600
        hour = (shift + 6 + random.normal(0, HOUR_SPREAD, int(after.sum()))) % 24
        moved[after] = (at[after] // DAY_SECONDS * DAY_SECONDS + hour * 3600).astype(np.int64)
        moved[after] = np.maximum(moved[after], change.at)
    return moved
