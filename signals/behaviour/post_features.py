"""Features of each post from the earlier posts of its creator: pace, nights, repetition, variety, copies."""

import numpy as np
from numpy.typing import NDArray

from signals.behaviour.events import PostEvents
from signals.behaviour.key_features import code_features, pace_features
from signals.behaviour.past import NONE, Floats, Past, joined

HOUR, DAY = 3_600, 86_400
WINDOWS = (600, 2 * HOUR, DAY, 7 * DAY)
NIGHT = 6  # the hour until which a post is one of the night


def post_features(events: PostEvents) -> dict[str, Floats]:
    """By name, one value for each post. The time since the first post is computed for the reading and is none of them:
    being new is no behaviour."""
    past = Past(events.creator, events.at)
    night = np.where(events.hour == NONE, np.nan, events.hour < NIGHT)
    same_caption = Past(joined(events.creator, events.caption), events.at)
    same_product = Past(joined(events.creator, events.product), events.at)
    codes = {"caption": events.caption, "product": events.product}
    copies = events.is_copy.astype(np.float64)
    return {
        **pace_features(past, WINDOWS),
        **code_features(past, events.creator, events.at, codes),
        "night_share": past.mean(night),
        "caption_within_day": _counted(same_caption.count_within(DAY), events.caption != NONE),
        "caption_within_2_hours": _counted(same_caption.count_within(2 * HOUR), events.caption != NONE),
        "product_within_day": _counted(same_product.count_within(DAY), events.product != NONE),
        "copies_within_day": past.sum_within(copies, DAY),
        "copy_share": past.mean(copies),
    }


def seconds_since_first(events: PostEvents) -> Floats:
    return Past(events.creator, events.at).age


def _counted(counts: Floats, known: NDArray[np.bool_]) -> Floats:
    return np.where(known, counts, np.nan)
