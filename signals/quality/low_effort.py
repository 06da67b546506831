"""Which posts show nothing new about what they sell, from what was measured of each post alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from signals.quality.measure import MeasureName
from warehouse.engines.base import Engine

SIGNS = (
    MeasureName.STILL_SHARE,
    MeasureName.SILENCE_SHARE,
    MeasureName.TEXT_ONLY,
    MeasureName.BANNER_SHARE,
    MeasureName.OWN_REPETITION,
)
"""Without sharpness and exposure: a cheap phone is no lack of effort."""
FOUND_FROM = 0.6  # of a sign's value, which is from 0 to 1
MIN_SIGNS = 2
MIN_MEASURED = 3


@dataclass(frozen=True)
class LowEffort:
    """`measured`: how many posts had at least MIN_MEASURED signs measured. `posts`: ids of those of low effort, the
    oldest first, and the signs of each."""

    measured: int
    posts: Mapping[str, tuple[MeasureName, ...]]

    @property
    def share(self) -> float | None:
        return len(self.posts) / self.measured if self.measured else None


def read_low_effort(engine: Engine, creator: str, first_day: int, last_day: int) -> LowEffort:
    """Of the posts of these days. A post is of low effort if at least half of the signs that were measured, and no
    fewer than MIN_SIGNS, are found in it."""
    rows = engine.rows(
        "SELECT p.post_id, m.name, m.value FROM posts p JOIN post_measures m ON m.post_id = p.post_id "
        "WHERE p.creator_id = :creator AND p.day >= :first AND p.day <= :last AND m.value IS NOT NULL "
        "ORDER BY p.at, p.post_id, m.name",
        {"creator": creator, "first": first_day, "last": last_day},
    )
    values: dict[str, dict[str, float]] = {}
    for post, name, value in rows:
        if name in SIGNS:
            values.setdefault(post, {})[name] = float(value)
    measured = {post: signs for post, signs in values.items() if len(signs) >= MIN_MEASURED}
    found = {post: _found(signs) for post, signs in measured.items()}
    low = {post: signs for post, signs in found.items() if is_low_effort(len(signs), len(measured[post]))}
    return LowEffort(len(measured), low)


def is_low_effort(found: int, measured: int) -> bool:
    return found >= MIN_SIGNS and 2 * found >= measured


def _found(signs: Mapping[str, float]) -> tuple[MeasureName, ...]:
    return tuple(MeasureName(name) for name, value in signs.items() if value >= FOUND_FROM)
