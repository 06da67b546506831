"""What a moderator can check line by line: the busiest hours, the most frequent caption and product, nights, copies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.behaviour.events import PostEvents
from signals.behaviour.past import NONE, Ints
from signals.behaviour.post_features import DAY, HOUR, NIGHT

BUSY_SECONDS = 2 * HOUR
MAX_EVIDENCE = 20


@dataclass(frozen=True)
class Fact:
    """`text`: in plain words, with its numbers. `posts`: ids of the posts that show it."""

    text: str
    posts: tuple[str, ...] = ()


def pace_fact(events: PostEvents) -> Fact:
    """Of posts in the order of time, the two hours with the most of them."""
    first, last = _busiest(events.at)
    inside = events.part(np.arange(first, last))
    number, days = last - first, max(1, round((int(events.at[-1]) - int(events.at[0])) / DAY))
    if number < 3:
        return Fact(f"{_posts(events.size)} in {days} days, never more than {number} within 2 hours")
    _, same = _commonest(inside.caption)
    alike = f", {same.sum()} with nearly the same caption" if same.sum() > 1 else ""
    return Fact(f"{number} posts in 2 hours{alike}", _ids(inside))


def caption_fact(events: PostEvents) -> Fact:
    captioned, same = _commonest(events.caption)
    if not captioned:
        return Fact("no post has a caption")
    if same.sum() < 2:
        return Fact(f"all {captioned} captions differ")
    return Fact(f"{same.sum()} of {captioned} captions are nearly the same", _ids(events.part(same)))


def product_fact(events: PostEvents) -> Fact:
    linked, same = _commonest(events.product)
    if not linked:
        return Fact("no post links a product")
    distinct = len(np.unique(events.product[events.product != NONE]))
    products = "1 product" if distinct == 1 else f"{distinct} products"
    text = f"{linked} posts link {products}, {same.sum()} of them the same one"
    return Fact(text, _ids(events.part(same)))


def hour_fact(events: PostEvents) -> Fact:
    known = events.hour != NONE
    if not known.any():
        return Fact("the local hours of the posts are not known")
    night = known & (events.hour < NIGHT)
    text = f"{night.sum()} of {known.sum()} posts between 0 and {NIGHT} o'clock on the clock of the market"
    return Fact(text, _ids(events.part(night)))


def copy_fact(events: PostEvents) -> Fact:
    copies = events.is_copy
    if not copies.any():
        return Fact("no post is a copy of another creator's earlier post that was found")
    return Fact(
        f"{copies.sum()} of {_posts(events.size)} copy an earlier one of another creator", _ids(events.part(copies))
    )


def _busiest(at: Ints) -> tuple[int, int]:
    """The first and one after the last post of the two hours with the most posts; the earliest of equal ones."""
    ends = np.searchsorted(at, at + BUSY_SECONDS, side="right")
    first = int(np.argmax(ends - np.arange(len(at))))
    return first, int(ends[first])


def _commonest(codes: Ints) -> tuple[int, NDArray[np.bool_]]:
    """How many posts have a code, and which have the most frequent one."""
    known = codes[codes != NONE]
    if not len(known):
        return 0, np.zeros(len(codes), bool)
    distinct, counts = np.unique(known, return_counts=True)
    return len(known), codes == distinct[int(np.argmax(counts))]


def _ids(events: PostEvents) -> tuple[str, ...]:
    """The newest ones, at most MAX_EVIDENCE."""
    return tuple(events.post_id[-MAX_EVIDENCE:].tolist())


def _posts(number: int) -> str:
    return f"{number} post" if number == 1 else f"{number} posts"
