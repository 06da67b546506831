"""What the warehouse knows of a post that is measured: its caption among earlier ones, and whether it is a copy."""

from dataclasses import dataclass

from signals.quality.captions import LOOK_BACK, own_repetition
from signals.quality.copied import CopyFound, copy_of_other
from signals.quality.measure import Measure, MeasureName, not_measured
from warehouse.engines.base import Engine, Row

POST = "SELECT creator_id, at, caption FROM posts WHERE post_id = :post"
EARLIER = (
    "SELECT caption FROM posts WHERE creator_id = :creator AND (at < :at OR (at = :at AND post_id < :post)) "
    f"ORDER BY at DESC, post_id DESC LIMIT {LOOK_BACK}"
)
COPIED = (
    "SELECT c.coverage, c.distance, o.at FROM copies c JOIN posts o ON o.post_id = c.of_post_id "
    "WHERE c.post_id = :post AND o.creator_id <> :creator ORDER BY c.coverage DESC, c.of_post_id LIMIT 1"
)
UNKNOWN = "the warehouse does not have the post"


@dataclass(frozen=True)
class StoredPosts:
    """`copies_searched`: whether there are results of a search for copies; else finding none tells nothing."""

    engine: Engine
    copies_searched: bool

    def measure(self, post: str) -> tuple[Measure, Measure]:
        rows = self.engine.rows(POST, {"post": post})
        if not rows:
            return not_measured(MeasureName.OWN_REPETITION, UNKNOWN), not_measured(MeasureName.COPY_OF_OTHER, UNKNOWN)
        ((creator, at, caption),) = rows
        earlier = self.engine.rows(EARLIER, {"creator": creator, "at": at, "post": post})
        captions = [str(text or "") for (text,) in reversed(earlier)]
        return own_repetition(caption or "", captions), self._copy(post, creator, at)

    def _copy(self, post: str, creator: str, at: int) -> Measure:
        found = self.engine.rows(COPIED, {"post": post, "creator": creator})
        if not found and not self.copies_searched:
            return not_measured(MeasureName.COPY_OF_OTHER, "no search for copies was stored")
        return copy_of_other(_found(found[0], at) if found else None)


def _found(row: Row, at: int) -> CopyFound:
    coverage, distance, other_at = row
    return CopyFound(float(coverage), float(distance), None if other_at == at else bool(other_at < at))


def stored_posts(engine: Engine) -> StoredPosts:
    return StoredPosts(engine, bool(engine.rows("SELECT 1 FROM copies LIMIT 1")))
