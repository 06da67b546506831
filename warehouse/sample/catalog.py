"""The products of the sample, and which one a post links."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import CATEGORIES, Floats, Ints

PRODUCTS, MERCHANTS, VIRAL = 900, 120, 4
NOUNS = 4  # of a category in the captions
LINKED_SHARE = 0.65


@dataclass(frozen=True)
class Catalog:
    """Products by category. Those in `viral` are linked by many for two weeks from the day in `viral_days`."""

    category: Ints
    merchant: Ints
    noun: Ints
    price: Floats
    viral: Ints
    viral_days: Ints

    def ids(self, places: Ints) -> NDArray[Any]:
        """None for a place of -1."""
        return objects([f"i{place + 1:04d}" if place >= 0 else None for place in places.tolist()])


def build_catalog(options: SampleOptions) -> Catalog:
    random, size = options.random(3), max(60, options.scaled(PRODUCTS))
    return Catalog(
        category=np.arange(size) % len(CATEGORIES),
        merchant=random.integers(0, max(12, options.scaled(MERCHANTS)), size),
        noun=random.integers(0, NOUNS, size),
        price=np.round(random.lognormal(2.8, 0.7, size), 2),
        viral=random.choice(size, VIRAL, replace=False),
        viral_days=options.first_day + random.integers(7, options.days - 14, VIRAL),
    )


def product_columns(catalog: Catalog, nouns: dict[str, list[str]]) -> dict[str, NDArray[Any]]:
    """The rows of the table of products; `nouns` are the English names of each category."""
    numbers = zip(catalog.category.tolist(), catalog.noun.tolist(), strict=True)
    titles = [
        f"{nouns[CATEGORIES[category]][noun]}, model {place + 1}" for place, (category, noun) in enumerate(numbers)
    ]
    return {
        "product_id": catalog.ids(np.arange(len(catalog.category))),
        "category": np.array(CATEGORIES, object)[catalog.category],
        "merchant_id": objects([f"m{number + 1:03d}" for number in catalog.merchant.tolist()]),
        "title": objects(titles),
    }


def choose_products(random: np.random.Generator, catalog: Catalog, category: Ints, day: Ints) -> Ints:
    """One product for each post, or -1. Most are of the creator's category, the first ones of it more often."""
    posts = len(category)
    own = np.where(random.random(posts) < 0.75, category, random.integers(0, len(CATEGORIES), posts))
    of_category = len(catalog.category) // len(CATEGORIES)
    chosen = (random.beta(0.6, 2, posts) * of_category).astype(int) * len(CATEGORIES) + own
    for product, first in zip(catalog.viral.tolist(), catalog.viral_days.tolist(), strict=True):
        hype = (day >= first) & (day < first + 14) & (random.random(posts) < 0.05)
        chosen[hype] = product
    return np.where(random.random(posts) < LINKED_SHARE, chosen, -1)
