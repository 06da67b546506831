"""What detectors measured of the posts of the sample, as they would: with noise, and not everything."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.sample.groups import Groups
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Floats, Ints, Population
from warehouse.sample.posts import NO_POST, Posts

MEASURED_SHARE = 0.4  # of the posts
MISSING_SHARE = 0.04  # of the measures of such a post
CLEAN, POOR = (1.3, 9.0), (6.0, 2.5)  # of beta distributions
NAMES = (
    "still_share",
    "silence_share",
    "text_only",
    "sharpness",
    "exposure",
    "banner_share",
    "own_repetition",
    "copy_of_other",
)
VIDEO_ONLY = {"still_share", "silence_share"}
POOR_WHEN_HIGH = {"still_share", "silence_share", "text_only", "banner_share", "own_repetition", "copy_of_other"}
POOR_SHARE = 0.75  # of the posts of a low-effort seller that are poor in a measure


def measure_columns(
    options: SampleOptions, groups: Groups, population: Population, posts: Posts
) -> dict[str, NDArray[Any]]:
    random = options.random(21)
    measured = np.flatnonzero(random.random(posts.size) < MEASURED_SHARE)
    parts = [_measure(random, name, measured, groups, population, posts) for name in NAMES]
    columns = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    order = np.lexsort((columns["name"].astype(str), columns["place"]))
    place = columns.pop("place")[order].astype(np.int64)
    return {"post_id": posts.ids(place), **{key: values[order] for key, values in columns.items()}}


def _measure(
    random: np.random.Generator, name: str, places: Ints, groups: Groups, population: Population, posts: Posts
) -> dict[str, NDArray[Any]]:
    if name in VIDEO_ONLY:
        places = places[~np.isnan(posts.duration[places])]
    value = _values(random, name, places, groups, population, posts)
    missing = random.random(len(places)) < MISSING_SHARE
    high = value > 0.6
    poor = high if name in POOR_WHEN_HIGH else value < 0.4
    reason = np.where(missing, "not measured: unreadable", np.where(poor, f"{name}_poor", f"{name}_fine"))
    return {
        "place": places,
        "name": objects([name] * len(places)),
        "value": np.where(missing, np.nan, np.round(value, 4)),
        "confidence": np.where(missing, np.nan, np.round(random.beta(9, 2, len(places)), 3)),
        "reason": reason.astype(object),
    }


def _values(
    random: np.random.Generator, name: str, places: Ints, groups: Groups, population: Population, posts: Posts
) -> Floats:
    creator = posts.creator[places]
    if name == "copy_of_other":
        other = posts.creator[posts.origin[places]] != creator
        poor = (posts.origin[places] != NO_POST) & other & (random.random(len(places)) < 0.85)
    else:
        low_effort = np.isin(creator, groups.places("low_effort"))
        careless = random.random(len(places)) > 0.9 + 0.1 * population.care[creator]
        poor = (low_effort & (random.random(len(places)) < POOR_SHARE)) | careless
    high = random.beta(*POOR, len(places))
    low = random.beta(*CLEAN, len(places))
    value = np.where(poor, high, low)
    if name in POOR_WHEN_HIGH:
        return value
    newcomer = np.isin(creator, groups.places("newcomers"))  # simple phones: a little darker and softer
    good: Floats = np.clip(1 - value - np.where(newcomer, 0.1, 0), 0, 1)
    return good
