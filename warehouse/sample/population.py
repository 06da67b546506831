"""The creators of the sample with the habits from which their events follow."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.groups import Groups
from warehouse.sample.markets import CODES, LANGUAGE_OF, LANGUAGES, SHARES
from warehouse.sample.options import SampleOptions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
CATEGORIES = ("beauty", "fashion", "home", "kitchen", "electronics", "sports")
POSTS_A_DAY = 0.15
ACTIVE = {  # posts a day of those who have a part to play
    "pirates": 0.25,
    "low_effort": 1.1,
    "traded": 0.5,
    "newcomers": 0.4,
    "agencies": 0.3,
    "households": 0.2,
    "rings": 0.3,
    "matrices": 0.15,
    "new_devices": 0.3,
    "new_payouts": 0.3,
    "travellers": 0.4,
}


@dataclass(frozen=True)
class Population:
    """One value for each creator. `agency` is -1 without one, `rate` posts a day, `hour` the local hour around which a
    creator posts, `fame` how often others see a post."""

    market: Ints
    language: Ints
    joined_at: Ints
    agency: Ints
    rate: Floats
    hour: Floats
    fame: Floats
    care: Floats
    category: Ints

    @property
    def size(self) -> int:
        return len(self.market)

    def ids(self, places: Ints) -> NDArray[Any]:
        return objects([f"c{place + 1:05d}" for place in places.tolist()])


def build_population(options: SampleOptions, groups: Groups) -> Population:
    random, size = options.random(2), options.creators
    market = random.choice(len(SHARES), size, p=SHARES / SHARES.sum())
    joined_day = options.first_day - random.integers(0, 900, size)
    late = random.random(size) < 0.1
    joined_day[late] = options.first_day + random.integers(0, options.days * 4 // 5, int(late.sum()))
    agency = np.full(size, -1)
    for number, members in enumerate(groups.agencies):
        agency[[*members]] = number
        market[[*members]] = market[members[0]]
    unregistered = random.random(size) < 0.1
    for household in (*groups.households, *groups.matrices):
        market[[*household]] = market[household[0]]
    newcomers = groups.places("newcomers")
    joined_day[newcomers] = options.first_day + options.days - random.integers(10, 32, len(newcomers))
    settled = np.concatenate([groups.places(kind) for kind in ("traded", "rings", "low_effort", "pirates")])
    joined_day[settled] = options.first_day - random.integers(0, 400, len(settled))
    _place_rings(options, groups, market, joined_day)
    return Population(
        market=market,
        language=LANGUAGE_OF[market],
        joined_at=joined_day * DAY_SECONDS + random.integers(0, DAY_SECONDS, size),
        agency=np.where(unregistered, -1, agency),
        rate=_rates(random, size, groups),
        hour=random.normal(17, 3.5, size) % 24,
        fame=random.lognormal(0, 1.1, size),
        care=np.clip(random.normal(0.75, 0.12, size), 0.1, 1),
        category=random.integers(0, len(CATEGORIES), size),
    )


def _place_rings(options: SampleOptions, groups: Groups, market: Ints, joined_day: Ints) -> None:
    """A ring lives in one market; in some, half of the members join a second market a month later."""
    for ring in groups.rings:
        members = np.array(ring.members)
        market[members] = market[members[0]]
        if ring.second_market:
            later = members[len(members) // 2 :]
            market[later] = (market[members[0]] + 1) % len(SHARES)
            joined_day[later] = min(ring.first_day + 20, options.first_day + options.days - 20)


def _rates(random: np.random.Generator, size: int, groups: Groups) -> Floats:
    rate = random.gamma(0.9, POSTS_A_DAY / 0.9, size)
    for kind, mean in ACTIVE.items():
        places = groups.places(kind)
        rate[places] = mean * random.uniform(0.6, 1.5, len(places))
    return rate


def creator_columns(population: Population, options: SampleOptions) -> dict[str, NDArray[Any]]:
    """The rows of the table of creators."""
    agencies = [f"a{number + 1:03d}" if number >= 0 else None for number in population.agency.tolist()]
    return {
        "creator_id": population.ids(np.arange(population.size)),
        "market": CODES[population.market],
        "language": np.array(LANGUAGES, object)[population.language],
        "joined_at": population.joined_at,
        "agency_id": objects(agencies),
    }
