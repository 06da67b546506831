"""Makes review jobs of hits whose strategy asks for them; first the post is decided, or the account assessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.adjudicator import Adjudicator
from agent.assessment.account_reader import AccountReader
from agent.assessment.assessor import AccountAssessor
from domain.base import FrozenModel
from domain.days import FIRST_DAY
from domain.errors import InputError
from domain.job import JobKind
from domain.strategy_hit import ProposalState
from insights.post_cases import read_post_case
from insights.strategies.strategy import Action
from signals.learning.models import CreatorModels
from store.decision_log import StoreDecisionLog
from store.decisions import DecisionStore
from store.queue.asked_jobs import AskedJobs
from store.strategies.proposals import Proposals
from warehouse.engines.base import Engine

REPEAT_DAYS = 28
"""A strategy that still hits a subject asks for it once in so many days."""
MAX_ACCEPTED = 10_000
TO_QUEUE = """
SELECT strategy, version, creator_id, post_id, hit_id
FROM strategy_hits
WHERE day = :day AND action = :action
ORDER BY strategy, version, hit_id
"""


class QueueReport(FrozenModel):
    """`hits` that ask for a person, the `jobs` made now, and why some could not be made."""

    hits: int
    jobs: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    strategy: str
    version: int
    creator_id: str
    post_id: str | None

    @property
    def version_key(self) -> tuple[str, int]:
        return self.strategy, self.version

    def decision_id(self, day: int) -> str:
        subject = self.post_id or self.creator_id
        return f"strategy-{self.strategy}@{self.version}-{day // REPEAT_DAYS}-{subject}"


@dataclass(frozen=True)
class HitQueue:
    """`models` are those of creators, None without. `actor` is for the audit log."""

    engine: Engine
    store: DecisionStore
    jobs: AskedJobs
    adjudicator: Adjudicator
    assessor: AccountAssessor
    models: CreatorModels | None
    actor: str

    def queue(self, day: int, now: datetime) -> QueueReport:
        """Of the hits that were stored for the day, and of the proposals that were accepted in the last four weeks.
        Repeating it makes no second job."""
        made, notes, hits = 0, [], [*self._hits(day), *self._accepted(now)]
        for hit, asked in hits:
            decision_id = hit.decision_id(asked)
            try:
                if self.store.get(decision_id) is None:
                    self._decide(hit, day, decision_id)
                made += self.jobs.create(decision_id, JobKind.STRATEGY_HIT, now)
            except InputError as error:
                notes.append(f"{hit.post_id or hit.creator_id}: {error}")
        return QueueReport(hits=len(hits), jobs=made, notes=tuple(notes))

    def _hits(self, day: int) -> Iterator[tuple[Hit, int]]:
        """Each with the day that it is of."""
        for strategy, version, creator_id, post_id, _ in self.engine.rows(
            TO_QUEUE, {"day": day, "action": Action.QUEUE}
        ):
            yield Hit(str(strategy), int(version), str(creator_id), post_id), day

    def _accepted(self, now: datetime) -> Iterator[tuple[Hit, int]]:
        since = now - timedelta(days=REPEAT_DAYS)
        for one in Proposals(self.store.database).list(ProposalState.ACCEPTED, since, limit=MAX_ACCEPTED):
            yield Hit(one.strategy, one.version, one.creator_id, one.post_id), (one.day - FIRST_DAY).days

    def _decide(self, hit: Hit, day: int, decision_id: str) -> None:
        log = StoreDecisionLog(self.store, decided_by=self.actor)
        if hit.post_id is not None:
            case = read_post_case(self.engine, hit.post_id)
            self.adjudicator.decide(case, decision_id=decision_id, decision_log=log)
            return
        reader = AccountReader(self.engine, self.models, hit.creator_id, day)
        self.assessor.assess(reader, decision_id=decision_id, decision_log=log)
