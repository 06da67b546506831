"""The posts of the sample: originals first, then copies of them by pirates, matrix accounts and agencies."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.caption_writer import CaptionWriter
from warehouse.sample.catalog import Catalog, choose_products
from warehouse.sample.groups import Groups
from warehouse.sample.markets import CODES, LANGUAGES
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Floats, Ints, Population
from warehouse.sample.schedule import Change, move_hours, post_times

KINDS = np.array(["video", "photo", "live_clip", "text"], object)
KIND_SHARES = (0.7, 0.16, 0.09, 0.05)
NO_POST = -1


@dataclass(frozen=True)
class Posts:
    """One value for each post, in the order of time. `origin` is the post that it copies, or -1."""

    creator: Ints
    at: Ints
    language: Ints
    kind: Ints
    caption: NDArray[Any]
    product: Ints
    duration: Floats
    origin: Ints

    @property
    def size(self) -> int:
        return len(self.creator)

    def ids(self, places: Ints) -> NDArray[Any]:
        return objects([f"p{place + 1:07d}" for place in places.tolist()])

    def chosen(self, places: Ints) -> "Posts":
        """These posts in this order; `origin` follows. Every origin must be among them."""
        new_place = np.full(self.size + 1, NO_POST)
        new_place[places] = np.arange(len(places))
        values = {name: getattr(self, name)[places] for name in self.__dataclass_fields__ if name != "origin"}
        return Posts(**values, origin=new_place[self.origin[places]])


def write_originals(
    options: SampleOptions,
    groups: Groups,
    population: Population,
    catalog: Catalog,
    writer: CaptionWriter,
    changes: tuple[Change, ...],
) -> Posts:
    random = options.random(7)
    creator, at = post_times(options, groups, population)
    at = move_hours(options, changes, population, creator, at)
    language, category = population.language[creator], population.category[creator]
    for change in changes:
        after = (creator == change.creator) & (at >= change.at)
        language[after], category[after] = population.language[change.like], population.category[change.like]
    product = choose_products(random, catalog, category, at // DAY_SECONDS)
    product = _campaigns(random, groups, catalog, creator, product)
    linked = product >= 0
    category[linked] = catalog.category[product[linked]]
    noun = np.where(linked, catalog.noun[product], random.integers(0, 4, len(product)))
    caption = writer.write(random, language, category, noun)
    kind = random.choice(len(KINDS), len(creator), p=KIND_SHARES)
    posts = Posts(
        creator, at, language, kind, caption, product, _durations(random, kind), np.full(len(creator), NO_POST)
    )
    return _repeat_captions(random, groups, writer, posts)


def _campaigns(random: np.random.Generator, groups: Groups, catalog: Catalog, creator: Ints, product: Ints) -> Ints:
    """A third of the posts of an agency's members are about the few products of its campaigns."""
    for agency in groups.agencies:
        campaign = random.integers(0, len(catalog.category), 3)
        places = np.flatnonzero(np.isin(creator, agency))
        chosen = places[random.random(len(places)) < 0.35]
        product[chosen] = random.choice(campaign, len(chosen))
    return product


def _durations(random: np.random.Generator, kind: Ints) -> Floats:
    """Seconds of videos and clips; nan for photos and texts."""
    seconds = np.round(np.clip(random.lognormal(3.2, 0.6, len(kind)), 4, 600), 1)
    return np.where((kind == 0) | (kind == 2), seconds, np.nan)


def _repeat_captions(random: np.random.Generator, groups: Groups, writer: CaptionWriter, posts: Posts) -> Posts:
    """Low-effort sellers use three captions for nearly everything."""
    caption = posts.caption.copy()
    for creator in groups.individuals["low_effort"]:
        places = np.flatnonzero(posts.creator == creator)
        repeated = places[random.random(len(places)) < 0.85]
        caption[repeated] = random.choice(caption[places[:3]], len(repeated)) if len(repeated) else caption[repeated]
    return replace(posts, caption=caption)


def in_time_order(posts: Posts) -> Posts:
    return posts.chosen(np.lexsort((posts.creator, posts.at)))


def post_columns(posts: Posts, population: Population, catalog: Catalog) -> dict[str, NDArray[Any]]:
    """The rows of the table of posts."""
    return {
        "post_id": posts.ids(np.arange(posts.size)),
        "creator_id": population.ids(posts.creator),
        "at": posts.at,
        "market": CODES[population.market[posts.creator]],
        "language": np.array(LANGUAGES, object)[posts.language],
        "kind": KINDS[posts.kind],
        "caption": posts.caption,
        "product_id": catalog.ids(posts.product),
        "duration_s": posts.duration,
    }
