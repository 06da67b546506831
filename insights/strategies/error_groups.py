"""False positives of a strategy by group: market, language, age of the account."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from insights.estimate import unknown
from insights.strategies.intervals import clustered_share
from insights.strategies.labels import UNKNOWN
from insights.strategies.replay import Flags, Replay
from insights.strategies.report import GroupErrors
from warehouse.engines.arrays import objects

AGES = ((30, "under 30 days"), (180, "30 to 179 days"), (float("inf"), "180 days or more"))
EXAMPLES = 3


def error_groups(one: Replay, hit: Flags, min_group: int) -> tuple[GroupErrors, ...]:
    """Each group with a labelled hit, the one with most false positives first. A group with fewer labelled hits than
    `min_group` has no share."""
    found = [
        group
        for dimension, values in group_values(one).items()
        for group in _groups(one, hit, dimension, values, min_group)
    ]
    return tuple(sorted(found, key=lambda group: (-group.false_positives, group.dimension, group.group)))


def group_values(one: Replay) -> dict[str, NDArray[np.object_]]:
    """The group of each subject and day in every dimension; None where it is not known."""
    ages = one.values("account.age_days").tolist()
    return {
        "market": one.values("account.market"),
        "language": one.values("account.language"),
        "account age": objects([None if np.isnan(days) else age_group(days) for days in ages]),
    }


def age_group(days: float) -> str:
    return next(name for top, name in AGES if days < top)


def _groups(
    one: Replay, hit: Flags, dimension: str, values: NDArray[np.object_], min_group: int
) -> Iterator[GroupErrors]:
    labels, creators = one.labels, one.creator_id
    for name in sorted({value for value in values.tolist() if value is not None}):
        inside = np.asarray(values == name, dtype=bool)
        labelled, negative = inside & hit & (labels != UNKNOWN), inside & (labels == 0)
        if not labelled.any():
            continue
        small = int(labelled.sum()) < min_group
        note = unknown(f"fewer than {min_group} labelled hits", int(labelled.sum()))
        wrong = hit & negative
        yield GroupErrors(
            dimension=dimension,
            group=name,
            labelled_hits=int(labelled.sum()),
            false_positives=int(wrong.sum()),
            share=note if small else clustered_share(labels[labelled] == 0, creators[labelled]),
            rate=note if small else clustered_share(hit[negative], creators[negative]),
            examples=tuple(sorted({str(one) for one in one.ids[wrong].tolist()})[:EXAMPLES]),
        )
