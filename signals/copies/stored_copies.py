"""The copies that the warehouse holds of one creator: of others by the creator, and of the creator by others."""

from dataclasses import dataclass
from typing import Any

from warehouse.engines.base import Engine

ORDER_SECONDS = 3_600
"""Posts nearer in time may have been uploaded in another order than they were made."""
MIN_COVERAGE = 0.5
COLUMNS = "c.post_id, c.of_post_id, c.at, earlier.at, c.transformation, c.coverage"
PAIRS = (
    "FROM copies c JOIN posts later ON later.post_id = c.post_id JOIN posts earlier ON earlier.post_id = c.of_post_id"
)


@dataclass(frozen=True)
class StoredCopy:
    """`later` shows what `earlier` showed. Times are Unix seconds on this platform: who recorded it is not known."""

    later: str
    earlier: str
    later_at: int
    earlier_at: int
    transformation: str
    coverage: float

    @property
    def is_ordered(self) -> bool:
        """Whether the earlier post was here so long before that its author cannot have copied the later one."""
        return self.later_at - self.earlier_at >= ORDER_SECONDS

    @property
    def hours_apart(self) -> int:
        return (self.later_at - self.earlier_at) // 3600


def copies_by(engine: Engine, creator: str, first_day: int, last_day: int) -> tuple[StoredCopy, ...]:
    """Posts of these days that show most of an earlier post of another creator, one pair for each post: that with the
    earliest of them. Creators with the same registered agency are left out."""
    rows = engine.rows(
        f"SELECT {COLUMNS} {PAIRS} LEFT JOIN creators own ON own.creator_id = later.creator_id "
        "LEFT JOIN creators other ON other.creator_id = earlier.creator_id "
        "WHERE later.creator_id = :creator AND earlier.creator_id <> :creator "
        "AND later.day >= :first AND later.day <= :last AND c.coverage >= :coverage "
        "AND (own.agency_id IS NULL OR other.agency_id IS NULL OR own.agency_id <> other.agency_id) "
        "ORDER BY c.at, c.post_id, earlier.at",
        {"creator": creator, "first": first_day, "last": last_day, "coverage": MIN_COVERAGE},
    )
    first: dict[str, StoredCopy] = {}
    for row in rows:
        first.setdefault(row[0], _copy(row))
    return tuple(first.values())


def copies_of_posts_of(engine: Engine, creator: str, first_day: int, last_day: int) -> int:
    """How many posts of others, of these days, show most of an earlier post of this creator."""
    ((number,),) = engine.rows(
        f"SELECT COUNT(DISTINCT c.post_id) {PAIRS} WHERE earlier.creator_id = :creator "
        "AND later.creator_id <> :creator AND later.day >= :first AND later.day <= :last AND c.coverage >= :coverage",
        {"creator": creator, "first": first_day, "last": last_day, "coverage": MIN_COVERAGE},
    )
    return int(number)


def _copy(row: tuple[Any, ...]) -> StoredCopy:
    later, earlier, later_at, earlier_at, transformation, coverage = row
    return StoredCopy(later, earlier, int(later_at), int(earlier_at), str(transformation), float(coverage))
