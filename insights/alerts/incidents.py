"""From scores to incidents: slices and metrics that move at the same time are one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.alerts.daily_scores import DailyScores
from insights.metrics.rows import Floats

QUIET = 3  # days without a score above the threshold that end an incident
TOGETHER = 1  # days: incidents of metrics that open so near each other are one, if they share a slice
Label = tuple[str, str | None]


@dataclass(frozen=True)
class MetricScores:
    """The scores of a metric, divided by the scale of its tail."""

    scores: DailyScores
    scale: float

    @property
    def score(self) -> Floats:
        return self.scores.score / self.scale

    def labels(self, series: Sequence[int]) -> frozenset[Label]:
        """Of slices; everything has none."""
        return frozenset(item for one in series for item in self.scores.series.slices[one].items())


@dataclass(frozen=True)
class Episode:
    """Days (places) from `first` to `last` on which slices of a metric were above the threshold, or had no data;
    `series` are these."""

    metric: int
    first: int
    last: int
    series: tuple[int, ...]
    is_missing: bool


def episodes(number: int, metric: MetricScores, threshold: float) -> list[Episode]:
    """Of one metric: slices whose days overlap, or follow each other, are one. Missing data is above any threshold."""
    above = np.abs(metric.score) >= threshold
    return [*_episodes(number, above, False), *_episodes(number, metric.scores.missing, True)]


def _episodes(number: int, above: NDArray[np.bool_], is_missing: bool) -> list[Episode]:
    runs = sorted(
        (start, end, series)
        for series in np.flatnonzero(above.any(axis=1)).tolist()
        for start, end in _runs(np.flatnonzero(above[series]).tolist())
    )
    found: list[Episode] = []
    for start, end, series in runs:
        if found and start <= found[-1].last + TOGETHER:
            before = found.pop()
            joined = tuple(sorted({*before.series, series}))
            found.append(Episode(number, before.first, max(before.last, end), joined, is_missing))
        else:
            found.append(Episode(number, start, end, (series,), is_missing))
    return found


def incidents(metrics: Sequence[MetricScores], threshold: float) -> list[tuple[Episode, ...]]:
    """Episodes of all metrics, joined where they open on the same day or the next one and share a slice; by day."""
    ordered = sorted(
        (one for number, metric in enumerate(metrics) for one in episodes(number, metric, threshold)),
        key=lambda one: (one.first, one.metric),
    )
    groups: list[list[Episode]] = []
    for one in ordered:
        joined = next((group for group in groups if _belongs(metrics, group, one)), None)
        if joined is None:
            groups.append([one])
        else:
            joined.append(one)
    return [tuple(group) for group in groups]


def openings(metrics: Sequence[MetricScores], threshold: float) -> list[int]:
    """The days (places) on which incidents open."""
    return [group[0].first for group in incidents(metrics, threshold)]


def _belongs(metrics: Sequence[MetricScores], group: Sequence[Episode], one: Episode) -> bool:
    if one.first - group[0].first > TOGETHER:
        return False
    return any(_touch(metrics, one, other) for other in group)


def _touch(metrics: Sequence[MetricScores], one: Episode, other: Episode) -> bool:
    """Whether they share a slice; everything touches each slice. Missing data touches its own slices, and other slices
    of the same count, which lack what is missing."""
    labels, others = (metrics[episode.metric].labels(episode.series) for episode in (one, other))
    if labels & others:
        return True
    if one.is_missing == other.is_missing:
        return not labels or not others
    return one.metric == other.metric and metrics[one.metric].scores.series.is_count


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and day - runs[-1][1] <= QUIET:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def peak(score: Floats, episode: Episode) -> NDArray[np.int64]:
    """For each series, the day (place) in the episode of its largest score."""
    inside = np.abs(score[:, episode.first : episode.last + 1])
    return np.asarray(episode.first + np.argmax(inside, axis=1), np.int64)
