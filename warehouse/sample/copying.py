"""Copies in the sample: pirates take others' posts, matrix accounts their own, agencies share clips of a campaign."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.sample.caption_writer import CaptionWriter
from warehouse.sample.groups import Groups
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Ints, Population
from warehouse.sample.posts import NO_POST, Posts, in_time_order

TRANSFORMATIONS = np.array(["mirror", "crop", "banner", "border", "speed", "screen", "none"], object)
PIRATE_COPIES_A_DAY = 0.35
MATRIX_SHARE = 0.55  # of the posts of a group that each other account copies
CAMPAIGN_SHARE = 0.004
PIRATE_CAPTIONS = 0.6  # of a pirate's copies that vary the caption of the original; the others have a new one


@dataclass(frozen=True)
class Copies:
    """The copied post, who copies it, and when."""

    origin: Ints
    creator: Ints
    at: Ints


def add_copies(
    options: SampleOptions, groups: Groups, population: Population, writer: CaptionWriter, originals: Posts
) -> Posts:
    """Originals and copies, in the order of time."""
    random = options.random(8)
    parts = [
        _pirated(random, options, groups, population, originals),
        *_shared(random, groups.matrices, MATRIX_SHARE, (0.5, 20), originals),
        *_shared(random, groups.agencies, CAMPAIGN_SHARE, (2, 72), originals),
    ]
    origin, creator, at = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("origin", "creator", "at")
    )
    in_time = (at < options.end) & (at > population.joined_at[creator])
    origin, creator, at = origin[in_time], creator[in_time], at[in_time]
    language = originals.language[origin]
    near = writer.vary(random, originals.caption[origin], language)
    other = originals.caption[_same_language(random, originals, language)]
    pirate = np.isin(creator, groups.places("pirates"))
    caption = np.where(pirate & (random.random(len(origin)) > PIRATE_CAPTIONS), other, near)
    return in_time_order(
        Posts(
            creator=np.concatenate([originals.creator, creator]),
            at=np.concatenate([originals.at, at]),
            language=np.concatenate([originals.language, language]),
            kind=np.concatenate([originals.kind, originals.kind[origin]]),
            caption=np.concatenate([originals.caption, caption]),
            product=np.concatenate([originals.product, originals.product[origin]]),
            duration=np.concatenate([originals.duration, originals.duration[origin]]),
            origin=np.concatenate([originals.origin, origin]),
        )
    )


def _same_language(random: np.random.Generator, originals: Posts, language: Ints) -> Ints:
    """A random post of the language of each copy."""
    order = np.argsort(originals.language, kind="stable")
    first = np.searchsorted(originals.language[order], language, "left")
    last = np.searchsorted(originals.language[order], language, "right")
    places: Ints = order[(first + random.random(len(language)) * (last - first)).astype(int)]
    return places


def _pirated(
    random: np.random.Generator, options: SampleOptions, groups: Groups, population: Population, originals: Posts
) -> Copies:
    """Each pirate takes well-known videos of the own market, an hour to four days after they appeared."""
    parts = []
    for pirate in groups.individuals["pirates"]:
        market = population.market[originals.creator] == population.market[pirate]
        places = np.flatnonzero(market & (originals.kind == 0) & (originals.creator != pirate))
        if len(places):
            weight = population.fame[originals.creator[places]]
            number = min(len(places), int(random.poisson(PIRATE_COPIES_A_DAY * options.days)))
            origin = random.choice(places, number, replace=False, p=weight / weight.sum())
            parts.append((origin, np.full(number, pirate)))
    origin = np.concatenate([part[0] for part in parts])
    hours = np.clip(random.lognormal(2.5, 1.0, len(origin)), 1, 96)
    at = originals.at[origin] + (hours * 3600).astype(np.int64)
    return Copies(origin, np.concatenate([part[1] for part in parts]), at)


def _shared(
    random: np.random.Generator,
    groups: tuple[tuple[int, ...], ...],
    share: float,
    hours: tuple[float, float],
    originals: Posts,
) -> Iterator[Copies]:
    """Within each group, a share of the posts of each member is posted again by others of the group."""
    for group in groups:
        places = np.flatnonzero(np.isin(originals.creator, group))
        others = np.repeat(places, len(group)), np.tile(np.array(group), len(places))
        chosen = (random.random(len(others[0])) < share) & (originals.creator[others[0]] != others[1])
        origin, creator = others[0][chosen], others[1][chosen]
        at = originals.at[origin] + (random.uniform(*hours, len(origin)) * 3600).astype(np.int64)
        yield Copies(origin, creator, at)


def copy_columns(options: SampleOptions, posts: Posts, allowed: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """The rows of the table of copies. `allowed` tells for each post whether a copy is made with permission: these
    have a banner or no change."""
    random = options.random(10)
    places = np.flatnonzero(posts.origin != NO_POST)
    changed = random.integers(0, len(TRANSFORMATIONS), len(places))
    plain = np.where(random.random(len(places)) < 0.5, 2, len(TRANSFORMATIONS) - 1)
    transformation = TRANSFORMATIONS[np.where(allowed[places], plain, changed)]
    untouched = transformation == "none"
    distance = np.where(untouched, random.uniform(0, 0.02, len(places)), random.uniform(0.03, 0.3, len(places)))
    return {
        "post_id": posts.ids(places),
        "of_post_id": posts.ids(posts.origin[places]),
        "at": posts.at[places],
        "transformation": objects(transformation.tolist()),
        "coverage": np.round(random.uniform(0.75, 1, len(places)), 3),
        "distance": np.round(distance, 3),
    }
