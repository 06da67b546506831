"""Clusters of complaints that no clause covers: about creators of whom no violation was found. Each is a note for a
policy owner, never a finding against a creator."""

from collections import Counter
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from insights.strategies.subjects import Subjects
from insights.strategies.variables import mined_variables, reads_review_only
from warehouse.engines.base import Engine

MIN_CLUSTER = 5
STANDS_OUT = 0.8  # the median of a cluster is above this share of all creators, or below one minus it
TRAITS, EXAMPLES = 3, 3
KNOWN = ("trade.complaints", "trade.complaints_per_post")  # all of these creators have complaints
Floats = NDArray[np.float64]


class PolicyNote(FrozenModel):
    """Creators with complaints that are alike. `traits`: in what they differ from other creators."""

    complaints: int
    creators: int
    reasons: tuple[str, ...]
    traits: tuple[str, ...]
    examples: tuple[str, ...]
    note: str


def uncovered_complaints(engine: Engine, subjects: Subjects) -> tuple[PolicyNote, ...]:
    """Clusters by HDBSCAN over the reasons of the complaints and the ranks of the creators' own values, the largest
    first. The complaints of the 28 days that end with the day of the subjects; nothing later is read."""
    sql = (files("insights.strategies") / "sql" / "open_complaints.sql").read_text(encoding="utf-8")
    found = engine.columns(sql, {"day": subjects.day})
    reasons: dict[str, Counter[str]] = {}
    for creator, reason in zip(found["creator_id"].tolist(), found["reason"].tolist(), strict=True):
        reasons.setdefault(str(creator), Counter())[str(reason)] += 1
    places = [place for place, one in enumerate(subjects.creator_id.tolist()) if one in reasons]
    if len(places) < 2 * MIN_CLUSTER:
        return ()
    names = [name for name in mined_variables(post=False) if not reads_review_only([name]) and name not in KNOWN]
    ranks = np.column_stack([_ranks(subjects.values[name]) for name in names])
    chosen = np.array(places, dtype=np.int64)
    owners = [str(subjects.creator_id[place]) for place in places]
    clusters = _clusters(np.column_stack([_shares([reasons[one] for one in owners]), ranks[chosen]]))
    notes = [
        _note([owners[place] for place in np.flatnonzero(clusters == number).tolist()], reasons, names, ranks[rows])
        for number, rows in ((n, chosen[clusters == n]) for n in range(int(clusters.max(initial=-1)) + 1))
    ]
    return tuple(sorted(notes, key=lambda note: (-note.complaints, note.examples)))


def _clusters(rows: Floats) -> NDArray[np.int64]:
    from sklearn.cluster import HDBSCAN

    size = max(MIN_CLUSTER, len(rows) // 25)
    return np.asarray(HDBSCAN(min_cluster_size=size, min_samples=3, copy=True).fit_predict(rows), dtype=np.int64)


def _ranks(values: NDArray[Any]) -> Floats:
    """From 0 to 1 among all creators; one half where nothing was measured."""
    known = ~np.isnan(values)
    ranks = np.full(len(values), 0.5)
    ordered = np.sort(values[known])
    if len(ordered):
        low, high = np.searchsorted(ordered, values[known], "left"), np.searchsorted(ordered, values[known], "right")
        ranks[known] = (low + high) / (2 * len(ordered))
    return ranks


def _shares(counts: list[Counter[str]]) -> Floats:
    """The share of each reason in the complaints about each creator, doubled: the reason weighs more than one rank."""
    names = sorted({name for one in counts for name in one})
    return np.array([[2 * one[name] / one.total() for name in names] for one in counts])


def _note(
    owners: list[str],
    reasons: dict[str, Counter[str]],
    names: list[str],
    ranks: Floats,
) -> PolicyNote:
    total = sum((reasons[one] for one in owners), Counter[str]())
    top = tuple(f"{name}: {number}" for name, number in sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))
    traits = _traits(names, ranks)
    reason = top[0].partition(":")[0]
    return PolicyNote(
        complaints=total.total(),
        creators=len(owners),
        reasons=top[:TRAITS],
        traits=traits,
        examples=tuple(sorted(owners)[:EXAMPLES]),
        note=(
            f"{total.total()} complaints, most often {reason}, about {len(owners)} creators of whom no violation was "
            f"found: {', '.join(traits) or 'they are like other creators in all that is measured'}. Is there a clause?"
        ),
    )


def _traits(names: list[str], ranks: Floats) -> tuple[str, ...]:
    middle = np.median(ranks, axis=0)
    distance = np.abs(middle - 0.5)
    order = np.argsort(-distance, kind="stable")[:TRAITS]
    return tuple(
        f"{names[place]} is {'high' if middle[place] > 0.5 else 'low'}"
        for place in order.tolist()
        if middle[place] > STANDS_OUT or middle[place] < 1 - STANDS_OUT
    )
