"""Makes an alert of an incident: its first moment, its slices, own changes that fit, and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.days import date_of
from insights.alerts.alert import Alert, AlertSlice
from insights.alerts.budget import discoveries
from insights.alerts.daily_scores import interval, window_scores
from insights.alerts.incidents import Episode, MetricScores, peak
from insights.alerts.words import alert_words
from insights.causes.own_changes import OwnChange, try_changes
from insights.estimate import normal_quantile

MAX_FIRST_MOMENT = 14  # days before the alert in which a change may have begun
NOT_MOVED = 2.0  # standard deviations: a slice with less has not moved
MAX_SLICES = 20


@dataclass(frozen=True)
class Place:
    """A series of a metric on a day, by their places."""

    metric: int
    series: int
    day: int


@dataclass(frozen=True)
class AlertBuilder:
    """`first_day` is that of the series; scores before the place `until` are the past."""

    metrics: Sequence[MetricScores]
    changes: Sequence[OwnChange]
    first_day: int
    until: int

    def build(self, group: Sequence[Episode]) -> Alert:
        places = [place for episode in group for place in self._places(episode)]
        slices = [self._slice(place) for place in places]
        order = sorted(range(len(slices)), key=lambda one: (*self._rank(places[one], slices[one]), one))
        main, place = slices[order[0]], places[order[0]]
        opened = min(episode.first for episode in group)
        moment = date_of(self.first_day + self._first_moment(place, group))
        listed = tuple(slices[one] for one in order)[:MAX_SLICES]
        metric = self.metrics[place.metric].scores.series.metric
        known = sorted({name for one in group for name in self.metrics[one.metric].scores.series.metric.dimensions})
        explanations = try_changes(self.changes, moment, lambda values: self._share(values, group, listed), known)
        return Alert(
            alert_id=f"{date_of(self.first_day + opened)}-{metric.id}",
            metric=metric.id,
            title=metric.title,
            unit=metric.unit,
            day=moment,
            opened=date_of(self.first_day + opened),
            last_day=date_of(self.first_day + max(episode.last for episode in group)),
            slices=listed,
            explanations=explanations,
            words=alert_words(metric, main, moment, listed, explanations),
            **main.model_dump(include={"kind", "direction", "observed", "expected", "low", "high", "score"}),
        )

    def _rank(self, place: Place, one: AlertSlice) -> tuple[bool, bool, float]:
        """Missing data first, and there what is counted: it says that nothing came. Then the largest score."""
        lost = one.kind == "missing_data"
        counted = self.metrics[place.metric].scores.series.is_count
        return not lost, not (lost and counted), -abs(one.score)

    def _places(self, episode: Episode) -> list[Place]:
        """Slices above the threshold, and others that stand out on the day of the largest score."""
        metric = self.metrics[episode.metric]
        days = peak(metric.score, episode)
        main = max(episode.series, key=lambda one: abs(metric.score[one, days[one]]))
        stand_out = discoveries(metric.score[:, days[main]], metric.score[:, : self.until])
        others = [] if episode.is_missing else np.flatnonzero(stand_out).tolist()
        missing = metric.scores.missing[:, episode.first : episode.last + 1]
        found = []
        for one in sorted({*episode.series, *others}):
            lost = np.flatnonzero(missing[one])
            found.append(Place(episode.metric, one, episode.first + int(lost[0]) if len(lost) else int(days[one])))
        return found

    def _first_moment(self, place: Place, group: Sequence[Episode]) -> int:
        """The start that makes the days until the alert the most surprising."""
        metric = self.metrics[place.metric]
        if metric.scores.missing[place.series, place.day]:
            return place.day
        opened = min(one.first for one in group if one.metric == place.metric)
        day = opened if metric.score[place.series, opened] else place.day
        lengths = [length for length in range(1, MAX_FIRST_MOMENT + 1) if length <= day]
        sign = np.sign(metric.score[place.series, place.day])
        sizes = [sign * window_scores(metric.scores, day, length)[place.series] for length in lengths]
        return day - lengths[int(np.argmax(sizes))] + 1

    def _slice(self, place: Place) -> AlertSlice:
        metric = self.metrics[place.metric]
        scores, series = metric.scores, metric.scores.series
        missing = bool(scores.missing[place.series, place.day])
        days = 1 if missing else int(scores.days[place.series, place.day])
        observed, expected, low, high = self._numbers(metric, place, days, missing)
        score = float(metric.score[place.series, place.day])
        return AlertSlice(
            metric=series.metric.id,
            unit=series.metric.unit,
            slice=series.slices[place.series],
            last_day=date_of(self.first_day + place.day),
            days=days,
            kind="missing_data" if missing else "change",
            direction="down" if missing or score < 0 else "up",
            observed=observed,
            expected=expected,
            low=low,
            high=high,
            score=score,
        )

    def _numbers(
        self, metric: MetricScores, place: Place, days: int, missing: bool
    ) -> tuple[float | None, float, float | None, float | None]:
        """Observed, expected and its bounds, on the scale of the metric; of a count, a day."""
        series = metric.scores.series
        window = metric.scores.window(place.day, days)
        low, high = interval(window, series.unit, normal_quantile())
        values = [float(array[place.series]) for array in (window.seen, window.expected, low, high)]
        cases = float(window.cases[place.series])
        if missing:
            expectation = metric.scores.expectation
            level = expectation.level[place.series, place.day] * expectation.weekday[place.series, place.day]
            return None, float(level) * series.metric.scale, None, None
        scale = series.metric.scale / (days if series.is_count else max(cases, 1e-12))
        observed, expected, lowest, highest = (value * scale for value in values)
        return observed, expected, lowest, min(highest, 1.0) if series.is_share else highest

    def _share(self, values: Mapping[str, str], group: Sequence[Episode], listed: Sequence[AlertSlice]) -> float | None:
        """1 for a slice that is listed, 0 for one that was looked at and has not moved, else None."""
        if any(values.items() <= one.slice.items() for one in listed):
            return 1.0
        for episode in group:
            metric = self.metrics[episode.metric]
            for number, one in enumerate(metric.scores.series.slices):
                size = np.abs(metric.score[number, episode.first : episode.last + 1]).max()
                if one == values and size < NOT_MOVED:
                    return 0.0
        return None
