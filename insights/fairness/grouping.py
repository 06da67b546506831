"""The groups of creators: market, language, size and age of the account, and whether the post is original."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.fairness.measures import Texts

Found = Mapping[str, NDArray[Any]]
AGES = ((30, "under 30 days"), (90, "30 to 89 days"), (365, "90 to 364 days"))
OLDEST = "365 days or more"
SIZES = ("1st quarter, fewest views", "2nd quarter", "3rd quarter", "4th quarter, most views")
ORIGINAL, COPY = "original", "copy of another creator"


def group_labels(found: Found, dimensions: Sequence[str]) -> dict[str, Texts]:
    """None where a group is unknown. `found` has market, language, joined_day, on_day, views, post_id and copied."""
    return {name: LABELS[name](found) for name in dimensions}


def _age(found: Found) -> Texts:
    days = found["on_day"].astype(np.float64) - found["joined_day"].astype(np.float64)
    return np.array([None if np.isnan(one) else _age_of(one) for one in days.tolist()], object)


def _age_of(days: float) -> str:
    return next((name for limit, name in AGES if days < limit), OLDEST)


def _size(found: Found) -> Texts:
    """Quarters of the cases by their creators' views; an account without activity has none. Equal views are in one
    quarter, so that quarters may differ in size."""
    views = np.nan_to_num(found["views"].astype(np.float64))
    if not len(views):
        return np.array([], object)
    limits = np.quantile(views, (0.25, 0.5, 0.75))
    return np.array(SIZES, object)[np.searchsorted(limits, views, side="left")]


def _original(found: Found) -> Texts:
    pairs = zip(found["post_id"].tolist(), found["copied"].tolist(), strict=True)
    return np.array([None if post is None else (COPY if copied else ORIGINAL) for post, copied in pairs], object)


LABELS: Mapping[str, Callable[[Found], Texts]] = {
    "market": lambda found: found["market"],
    "language": lambda found: found["language"],
    "size": _size,
    "age": _age,
    "original": _original,
}
DIMENSIONS = tuple(LABELS)
ORDER = {name: place for place, name in enumerate((*(name for _, name in AGES), OLDEST, *SIZES))}
