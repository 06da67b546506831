"""Everything that is read of one creator as of a day: two scores, the pattern of posts, and changes of the account."""

from dataclasses import dataclass, replace

import numpy as np

from signals.behaviour.pattern import NAME as PATTERN
from signals.behaviour.pattern import WINDOW_DAYS, Sequence, first_post_reason
from signals.behaviour.post_features import post_features
from signals.behaviour.scorer import SequenceScorer, TreeScorer
from signals.behaviour.trading.reading import read_account_change
from signals.behaviour.warehouse import BehaviourReader
from signals.errors import CreatorUnknown, ModelFromLater
from signals.labels import DAY
from signals.learning.models import CreatorModels
from signals.quality.habits.warehouse import HabitReader
from signals.quality.score.part import AdditiveModel
from signals.quality.score.reading import CreatorHabits, ScoreReading, read_score
from signals.quality.score.training import Habits
from signals.reading import Reading
from warehouse.engines.base import Engine


@dataclass(frozen=True)
class CreatorReadings:
    creator_id: str
    content: ScoreReading
    record: ScoreReading
    behaviour: Reading
    account_change: Reading


@dataclass(frozen=True)
class CreatorReader:
    """`day`: later rows are not read, and a model that has seen later days is refused. `sequence_scorer` reads posts in
    place of the trees, if it is given."""

    engine: Engine
    models: CreatorModels
    day: int
    sequence_scorer: SequenceScorer | None = None

    def read(self, creator: str) -> CreatorReadings:
        """Raises CreatorUnknown and ModelFromLater."""
        newest = max(self.models.content.day, self.models.record.day, self.models.behaviour.day)
        if newest > self.day:
            raise ModelFromLater(f"the models have seen day {newest}: fit them as of day {self.day} or before")
        reader = HabitReader(self.engine, self.day, creator)
        ids, markets = reader.creators
        if not len(ids):
            raise CreatorUnknown(f"the warehouse has no creator {creator} who had joined by this day")
        market, days = str(markets[0]), np.array([self.day])
        return CreatorReadings(
            creator_id=creator,
            content=self._score(self.models.content, reader.content(ids, days), market, reader.evidence(creator)),
            record=self._score(self.models.record, reader.record(ids, days), market, {}),
            behaviour=self._pattern(creator, market),
            account_change=account_change(self.engine, creator, self.day, has_agency=self._has_agency(creator)),
        )

    def _score(
        self, model: AdditiveModel, habits: Habits, market: str, evidence: dict[str, tuple[str, ...]]
    ) -> ScoreReading:
        return read_score(model, CreatorHabits(habits.observed, market, self.day, evidence))

    def _pattern(self, creator: str, market: str) -> Reading:
        events = BehaviourReader(self.engine, self.day).posts(creator).events
        if not events.size:
            return Reading.none(PATTERN, self.day, "no posts up to the day")
        features = post_features(events)
        rows = np.column_stack([features[name] for name in self.models.behaviour.features])
        recent = np.flatnonzero(events.at // DAY > self.day - WINDOW_DAYS)
        sequence = Sequence(events.part(recent), rows[recent], market, self.day)
        reading = (self.sequence_scorer or TreeScorer(self.models.behaviour)).score(sequence)
        first = first_post_reason(int(events.at[0]), self.day)
        return replace(reading, reasons=(*reading.reasons, first))

    def _has_agency(self, creator: str) -> bool:
        profile = creator_row(self.engine, creator, self.day)
        return profile is not None and profile["agency_id"] is not None


def account_change(engine: Engine, creator: str, day: int, *, has_agency: bool) -> Reading:
    return read_account_change(BehaviourReader(engine, day).channels(creator), day, has_agency)


def creator_row(engine: Engine, creator: str, day: int) -> dict[str, str | int | None] | None:
    """Market, language, joined_at and agency_id; None for a creator who had not joined by the day."""
    names = ("market", "language", "joined_at", "agency_id")
    rows = engine.rows(
        f"SELECT {', '.join(names)} FROM creators WHERE creator_id = :creator AND day <= :day",
        {"creator": creator, "day": day},
    )
    return next((dict(zip(names, row, strict=True)) for row in rows), None)
