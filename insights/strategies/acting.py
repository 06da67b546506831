"""Carries out what strategies do beside review jobs: labels on creators and posts, and proposals to policy owners."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from domain.base import FrozenModel
from domain.days import date_of
from domain.strategy_hit import StrategyLabel, StrategyProposal
from insights.strategies.daily_run import require_hits_table
from insights.strategies.files import StrategyFiles
from insights.strategies.queueing import REPEAT_DAYS, Hit
from insights.strategies.strategy import Action, State, Strategy
from store.database import Database
from store.strategies.proposals import Proposals
from store.strategies.strategy_labels import StrategyLabels
from warehouse.engines.base import Engine

HITS = """
SELECT strategy, version, creator_id, post_id, hit_id
FROM strategy_hits
WHERE day = :day AND action = :action
ORDER BY strategy, version, hit_id
"""


class ActReport(FrozenModel):
    """`hits` of the day that label or propose; `labels` and `proposals` that are new. `unknown`: strategies with hits
    that the folder does not have in this version, so that nothing was done."""

    day: str
    hits: int
    labels: int
    proposals: int
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class HitActions:
    """`found` says what a strategy is called, who owns it, and until when it holds."""

    engine: Engine
    database: Database
    found: StrategyFiles
    actor: str

    def act(self, day: int, now: datetime) -> ActReport:
        """On the hits that were stored for the day; repeating it adds nothing. The daily cap of a strategy bounds its
        hits, and so its labels and proposals. Raises WarehouseMissing without the table of hits."""
        require_hits_table(self.engine)
        known = {(one.id, one.version): one for one in self.found.strategies}
        labelled, proposed = [*self._hits(day, Action.LABEL)], [*self._hits(day, Action.PROPOSE)]
        labels, proposals = StrategyLabels(self.database), Proposals(self.database)
        today = date_of(day)
        for strategy in self.found.strategies:
            if strategy.state_on(today) is State.RETIRED:
                labels.end(strategy.id, strategy.version, today)
        return ActReport(
            day=str(today),
            hits=len(labelled) + len(proposed),
            labels=labels.add(_labels(known, labelled, today), self.actor),
            proposals=proposals.add(_proposals(known, proposed, day, now), self.actor),
            unknown=tuple(
                sorted({f"{h.strategy}@{h.version}" for h in (*labelled, *proposed) if h.version_key not in known})
            ),
        )

    def _hits(self, day: int, action: Action) -> Iterator[Hit]:
        for strategy, version, creator_id, post_id, _ in self.engine.rows(HITS, {"day": day, "action": action}):
            yield Hit(str(strategy), int(version), str(creator_id), post_id)


def _labels(known: Mapping[tuple[str, int], Strategy], hits: Sequence[Hit], today: date) -> Iterator[StrategyLabel]:
    for hit in hits:
        strategy = known.get(hit.version_key)
        if strategy is not None:
            yield StrategyLabel(
                label_id=_id("label", hit, 0),
                strategy=strategy.id,
                version=strategy.version,
                title=strategy.title,
                creator_id=hit.creator_id,
                post_id=hit.post_id,
                day=today,
                expires=strategy.states.get(State.RETIRED, strategy.expires),
            )


def _proposals(
    known: Mapping[tuple[str, int], Strategy], hits: Sequence[Hit], day: int, now: datetime
) -> Iterator[StrategyProposal]:
    """One for each subject in four weeks, as with review jobs."""
    for hit in hits:
        strategy = known.get(hit.version_key)
        if strategy is not None:
            yield StrategyProposal(
                proposal_id=_id("prop", hit, day // REPEAT_DAYS),
                strategy=strategy.id,
                version=strategy.version,
                title=strategy.title,
                owner=strategy.owner,
                creator_id=hit.creator_id,
                post_id=hit.post_id,
                day=date_of(day),
                created_at=now,
            )


def _id(kind: str, hit: Hit, period: int) -> str:
    text = f"{hit.strategy}\n{hit.version}\n{period}\n{hit.post_id or hit.creator_id}"
    return f"{kind}_{sha256(text.encode()).hexdigest()[:20]}"
