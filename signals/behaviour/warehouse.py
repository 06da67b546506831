"""Reads the posts and the accounts of creators from the warehouse, as of a day: nothing later is read."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signals.behaviour.events import PostEvents, numbered
from signals.behaviour.trading.channels import Channel, channel, hour_channel
from signals.quality.captions import caption_families
from warehouse.engines.base import Engine

HISTORY_DAYS = 180
POSTS = (
    "SELECT post_id, creator_id, at, hour, caption, product_id, language FROM posts WHERE day <= :day AND day > :after"
)
COPIES = (
    "SELECT DISTINCT c.post_id FROM copies c JOIN posts p ON p.post_id = c.post_id "
    "JOIN posts o ON o.post_id = c.of_post_id WHERE c.day <= :day AND c.day > :after AND o.at < p.at "
    "AND o.creator_id <> p.creator_id"
)


@dataclass(frozen=True, eq=False)
class ReadPosts:
    """`creators`: the id of each number in `events`."""

    events: PostEvents
    creators: NDArray[np.object_]


@dataclass(frozen=True)
class BehaviourReader:
    """`last_day`: later rows are not read."""

    engine: Engine
    last_day: int

    def posts(self, creator: str | None = None) -> ReadPosts:
        """Those of the last HISTORY_DAYS in the order of time, of one creator or of all."""
        found = self._columns(POSTS, "creator_id", creator)
        order = np.lexsort((found["post_id"].astype(str), found["at"]))
        found = {name: values[order] for name, values in found.items()}
        creators, number = np.unique(found["creator_id"].astype(str), return_inverse=True)
        copies = self._columns(COPIES, "p.creator_id", creator)["post_id"]
        events = PostEvents(
            post_id=found["post_id"],
            creator=number.astype(np.int64),
            at=found["at"].astype(np.int64),
            hour=_hours(found["hour"]),
            caption=caption_families(number.astype(np.int64), found["caption"].tolist()),
            product=numbered(found["product_id"]),
            is_copy=np.isin(found["post_id"].astype(str), copies.astype(str)),
        )
        return ReadPosts(events, creators.astype(object))

    def channels(self, creator: str) -> tuple[Channel, ...]:
        """What is known of who holds the account."""
        devices = self._columns(
            "SELECT device, at FROM devices WHERE day <= :day AND day > :after", "creator_id", creator
        )
        payouts = self._columns(
            "SELECT payout, at FROM payouts WHERE day <= :day AND day > :after", "creator_id", creator
        )
        posts = self._columns(POSTS, "creator_id", creator)
        at = posts["at"].astype(np.int64)
        order = np.argsort(at, kind="stable")
        return (
            channel("devices", devices["at"].astype(np.int64), devices["device"]),
            channel("payouts", payouts["at"].astype(np.int64), payouts["payout"]),
            channel("languages", at, posts["language"]),
            hour_channel(at[order], _hours(posts["hour"])[order]),
        )

    def _columns(self, sql: str, creator_column: str, creator: str | None) -> dict[str, NDArray[Any]]:
        days = {"day": self.last_day, "after": self.last_day - HISTORY_DAYS}
        if creator is None:
            return self.engine.columns(sql, days)
        return self.engine.columns(f"{sql} AND {creator_column} = :creator", {**days, "creator": creator})


def _hours(values: NDArray[Any]) -> NDArray[np.int64]:
    return np.nan_to_num(values.astype(np.float64), nan=-1).astype(np.int64)
