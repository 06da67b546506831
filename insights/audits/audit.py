"""Makes a review job of each drawn post, and later reads what people found."""

from dataclasses import dataclass

import numpy as np

from agent.adjudicator import Adjudicator
from domain.base import FrozenModel
from domain.days import date_of
from domain.errors import InputError
from domain.job import JobKind
from domain.verdict import Outcome
from insights.audits.drawing import Draws, ViewedPosts, draw, read_viewed
from insights.post_cases import read_post_case
from store.decision_log import StoreDecisionLog
from store.decisions import DecisionStore
from store.queue.asked_jobs import AskedJobs
from warehouse.connection import Warehouse
from warehouse.engines.arrays import objects, to_arrays
from warehouse.engines.base import Columns
from warehouse.loading.derived import DAY_SECONDS
from warehouse.loading.loader import Loader

NAMES = ("audit_id", "post_id", "creator_id", "at", "probability", "weight", "outcome")
OPEN = f"SELECT {', '.join(NAMES[:-1])} FROM audit_items WHERE outcome IS NULL ORDER BY audit_id"
WITHOUT_REPLACEMENT = "w"  # in the id of a draw, by which the interval knows it
STORED = "SELECT audit_id, post_id FROM audit_items WHERE day = :day ORDER BY audit_id"
ALREADY = "SELECT COUNT(*) FROM audit_items WHERE day = :day"


class DrawReport(FrozenModel):
    """`posts`: different ones among the draws; `jobs`: those that a person has to look at now."""

    day: str
    draws: int
    posts: int
    jobs: int


class CollectReport(FrozenModel):
    """Draws: labelled now, and those that still wait for a person."""

    labelled: int
    waiting: int


@dataclass(frozen=True)
class Audit:
    """`adjudicator` decides each drawn post first, so that a person has a case to look at; what the person says is the
    label."""

    warehouse: Warehouse
    loader: Loader
    store: DecisionStore

    def draw(
        self,
        adjudicator: Adjudicator,
        jobs: AskedJobs,
        day: int,
        number: int,
        actor: str,
        *,
        replace: bool = True,
    ) -> DrawReport:
        """Draws posts of a day, once. What was interrupted goes on. Raises NothingViewed, or InputError if the day was
        drawn with another number."""
        viewed = read_viewed(self.warehouse.engine, day)
        draws = draw(viewed, number, replace=replace)
        ((known,),) = self.warehouse.engine.rows(ALREADY, {"day": day})
        if known not in (0, len(draws.places)) or (known and not self._is_same(viewed, draws)):
            raise InputError(f"{date_of(day)} was drawn already, with {known} draws: draw a day once, in one way")
        chosen = np.unique(draws.places).tolist()
        created = 0
        for place in chosen:
            post_id = str(viewed.post_id[place])
            decision_id = decision_id_of(day, post_id)
            if self.store.get(decision_id) is None:
                log = StoreDecisionLog(self.store, decided_by=actor)
                adjudicator.decide(
                    read_post_case(self.warehouse.engine, post_id), decision_id=decision_id, decision_log=log
                )
            created += jobs.create(decision_id, JobKind.SAMPLE, adjudicator.now())
        self.loader.add("audit_items", rows_of(viewed, draws))
        return DrawReport(day=date_of(day).isoformat(), draws=len(draws.places), posts=len(chosen), jobs=created)

    def _is_same(self, viewed: ViewedPosts, draws: Draws) -> bool:
        """Whether the stored draws of the day are these."""
        rows, made = self.warehouse.engine.rows(STORED, {"day": viewed.day}), rows_of(viewed, draws)
        return [*rows] == [*zip(made["audit_id"].tolist(), made["post_id"].tolist(), strict=True)]

    def collect(self) -> CollectReport:
        """Adds the outcome of every draw whose post a person has looked at."""
        rows = self.warehouse.engine.rows(OPEN)
        labelled = [(*row, outcome) for row in rows if (outcome := self._outcome(row[3], row[1])) is not None]
        if labelled:
            self.loader.add("audit_items", to_arrays(NAMES, labelled))
        return CollectReport(labelled=len(labelled), waiting=len(rows) - len(labelled))

    def _outcome(self, at: int, post_id: str) -> str | None:
        """None while nobody has decided."""
        review = self.store.reviews.state(decision_id_of(at // DAY_SECONDS, post_id)).latest
        return None if review is None or review.outcome is Outcome.NEEDS_REVIEW else review.outcome.value


def decision_id_of(day: int, post_id: str) -> str:
    return f"audit-{date_of(day)}-{post_id}"


def rows_of(viewed: ViewedPosts, draws: Draws) -> Columns:
    """The rows of `audit_items`, without an outcome."""
    number, mark = len(draws.places), "" if draws.replaced else WITHOUT_REPLACEMENT
    return {
        "audit_id": objects([f"{date_of(viewed.day)}-{mark}{place + 1:05d}" for place in range(number)]),
        "post_id": viewed.post_id[draws.places],
        "creator_id": viewed.creator_id[draws.places],
        "at": np.full(number, (viewed.day + 1) * DAY_SECONDS - 1, np.int64),
        "probability": draws.chance,
        "weight": draws.weight,
        "outcome": objects([None] * number),
    }
