"""Bitcoin OTC: from the ratings of a trader before a day, whether later ratings are negative on the whole."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signals.quality.score.training import Habits, PartRule, Training, Window

DAY = 86_400
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RULES = (
    *(PartRule(name, -1, has_spread=False) for name in ("mean rating", "lowest rating")),
    *(PartRule(name, 1, has_spread=False) for name in ("negative ratings", "share of negative ratings")),
    *(
        PartRule(name, 0, has_spread=False)
        for name in (
            *("ratings", "spread of ratings", "ratings given", "mean rating given", "age", "idle", "idle for its age"),
            *("ratings a day", "given in 90 days", "idle in giving", "activity of the raters", "returned ratings"),
            *("negative in 90 days", "rated distrusted traders"),
        )
    ),
)


@dataclass(frozen=True, eq=False)
class Ratings:
    """In the order of time."""

    rater: Ints
    rated: Ints
    value: Floats
    at: Floats

    @cached_property
    def size(self) -> int:
        """One more than the largest number of a trader."""
        return int(max(self.rater.max(), self.rated.max())) + 1

    def part(self, chosen: NDArray[np.bool_]) -> "Ratings":
        return Ratings(self.rater[chosen], self.rated[chosen], self.value[chosen], self.at[chosen])

    def moment(self, share: float) -> float:
        """Before which this share of the ratings was given."""
        return float(np.quantile(self.at, share))


@dataclass(frozen=True, eq=False)
class Question:
    """The traders who were rated before and after a moment."""

    traders: Ints
    features: dict[str, Floats]
    is_distrusted: NDArray[np.bool_]

    @property
    def habits(self) -> Habits:
        windows = {name: Window.exact(values) for name, values in self.features.items()}
        return Habits(windows, np.full(len(self.traders), "", dtype=object))


def read_ratings(folder: Path) -> Ratings:
    table = np.genfromtxt(folder / "bitcoinotc.csv", delimiter=",", skip_header=1)
    table = table[np.argsort(table[:, 3], kind="stable")]
    return Ratings(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3])


def question(ratings: Ratings, at: float, until: float = np.inf) -> Question:
    """`is_distrusted`: the sum of the ratings from `at` to `until` is negative."""
    later = ratings.part((ratings.at >= at) & (ratings.at < until))
    before = ratings.part(ratings.at < at)
    sums = np.bincount(later.rated, later.value, minlength=ratings.size)
    known = np.bincount(before.rated, minlength=ratings.size) > 0
    traders = np.flatnonzero(known & (np.bincount(later.rated, minlength=ratings.size) > 0))
    found = {name: values[traders] for name, values in _features(before, at, ratings.size).items()}
    return Question(traders.astype(np.int64), found, sums[traders] < 0)


def training(ratings: Ratings, until: float, shares: Floats) -> Training:
    """Questions at earlier moments, whose answers are known at `until`."""
    asked = [question(ratings, ratings.moment(share), until) for share in shares]
    joined = {name: np.concatenate([one.features[name] for one in asked]) for name in asked[0].features}
    traders = np.concatenate([one.traders for one in asked])
    return Training(
        habits=Question(traders, joined, np.zeros(0, bool)).habits,
        owners=traders,
        is_violation=np.concatenate([one.is_distrusted for one in asked]),
        population=asked[-1].habits,
        day=int(until // DAY),
    )


def _features(before: Ratings, at: float, size: int) -> dict[str, Floats]:
    """The ledger of each trader; nan where there is nothing to say."""
    rated, rater, value, days = before.rated, before.rater, before.value, (at - before.at) / DAY

    def total(who: Ints, weights: Floats | None = None) -> Floats:
        return np.bincount(who, weights, minlength=size).astype(np.float64)

    def extreme(who: Ints, values: Floats, highest: bool) -> Floats:
        found = np.full(size, -np.inf if highest else np.inf)
        (np.maximum if highest else np.minimum).at(found, who, values)
        return np.where(np.isfinite(found), found, np.nan)

    received, given, recent = total(rated), total(rater), days < 90
    negative = total(rated, (value < 0).astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, share = total(rated, value) / received, negative / received
        age = extreme(np.concatenate([rated, rater]), np.tile(days, 2), highest=True)
        idle = extreme(rated, days, highest=False)
        deviation = np.sqrt(np.maximum(total(rated, value**2) / received - mean**2, 0))
        return {
            "mean rating": mean,
            "lowest rating": extreme(rated, value, highest=False),
            "negative ratings": negative,
            "share of negative ratings": share,
            "ratings": received,
            "spread of ratings": deviation,
            "ratings given": given,
            "mean rating given": total(rater, value) / given,
            "age": age,
            "idle": idle,
            "idle for its age": idle / np.maximum(age, 1),
            "ratings a day": received / np.maximum(age, 1),
            "given in 90 days": total(rater[recent]),
            "idle in giving": extreme(rater, days, highest=False),
            "activity of the raters": total(rated, np.log1p(received[rater])) / received,
            "returned ratings": total(rated, _returned(before).astype(float)) / received,
            "negative in 90 days": total(rated[recent], (value[recent] < 0).astype(float)),
            "rated distrusted traders": total(rater, np.nan_to_num(share[rated])) / given,
        }


def _returned(before: Ratings) -> NDArray[np.bool_]:
    size = before.size
    return np.isin(before.rater * size + before.rated, before.rated * size + before.rater)
