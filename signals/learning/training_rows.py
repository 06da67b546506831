"""Puts confirmed decisions beside what was known of their creators before: the training of the three models."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from signals.behaviour.events import PostEvents
from signals.behaviour.post_features import post_features
from signals.behaviour.tree_fitting import LabelledRows
from signals.behaviour.warehouse import BehaviourReader, ReadPosts
from signals.labels import APPEAL_DAYS, DAY, DecisionStates, confirmed
from signals.quality.habits.warehouse import HabitReader
from signals.quality.score.training import Habits, Training
from warehouse.engines.base import Engine


@dataclass(frozen=True, eq=False)
class TrainingRows:
    """Everything up to the end of `day`. A decision of a day is put beside habits up to the day before."""

    engine: Engine
    day: int
    appeal_days: int = APPEAL_DAYS

    def content(self) -> Training:
        before = self.labels.at // DAY - 1
        habits = self._habits.content(self.labels.creator_id, before)
        return self._training(habits, self._habits.content(self._everybody, self._today))

    def record(self) -> Training:
        before = self.labels.at // DAY - 1
        habits = self._habits.record(self.labels.creator_id, before)
        return self._training(habits, self._habits.record(self._everybody, self._today))

    def behaviour(self) -> LabelledRows:
        """The rows are posts that were decided about, with features of the posts before each of them."""
        events = self.posts.events
        place_of = {post: place for place, post in enumerate(events.post_id.tolist())}
        places = np.array([place_of.get(post, -1) for post in self.labels.post_id.tolist()], dtype=np.int64)
        known = places >= 0
        return LabelledRows(
            features=tuple(self.features),
            rows=self.feature_rows[places[known]],
            owners=events.creator[places[known]],
            is_violation=self.labels.is_violation[known],
            day=self.day,
        )

    @cached_property
    def labels(self) -> DecisionStates:
        states = self._habits.states
        return states.part(confirmed(states, self.day, self.appeal_days))

    @cached_property
    def posts(self) -> ReadPosts:
        return BehaviourReader(self.engine, self.day).posts()

    @cached_property
    def features(self) -> dict[str, NDArray[np.float64]]:
        return post_features(self.posts.events)

    @cached_property
    def feature_rows(self) -> NDArray[np.float64]:
        """Shape (posts, features)."""
        return np.column_stack([*self.features.values()])

    def markets_of(self, events: PostEvents) -> NDArray[np.object_]:
        markets = dict(zip(*(values.tolist() for values in self._habits.creators), strict=True))
        names = self.posts.creators[events.creator].tolist()
        return np.array([markets.get(name, "") for name in names], dtype=object)

    def _training(self, habits: Habits, population: Habits) -> Training:
        owners = np.unique(self.labels.creator_id.astype(str), return_inverse=True)[1].astype(np.int64)
        return Training(habits, owners, self.labels.is_violation, population, self.day)

    @cached_property
    def _habits(self) -> HabitReader:
        return HabitReader(self.engine, self.day)

    @property
    def _everybody(self) -> NDArray[np.object_]:
        return self._habits.creators[0]

    @property
    def _today(self) -> NDArray[np.int64]:
        return np.full(len(self._everybody), self.day, dtype=np.int64)
