"""Decisions that may restrict something: those whose outcome in effect is a violation, with the review in effect."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.quality import GoldenSource
from domain.review import Review, in_effect
from domain.verdict import Outcome
from store.database import Cursor
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore
from store.erasure import ERASED_CASE
from store.quality.golden_schema import GoldenCaseRow
from store.reviews import Reviews

PAGE = 200


@dataclass(frozen=True)
class Candidate:
    """`review` is the one in effect; None: there is none."""

    stored: StoredDecision
    review: Review | None

    @property
    def outcome(self) -> Outcome:
        return self.review.outcome if self.review else self.stored.decision.verdict.outcome

    @property
    def is_violation(self) -> bool:
        return self.outcome is Outcome.VIOLATION

    @property
    def is_erased(self) -> bool:
        return self.stored.case == ERASED_CASE


Page = tuple[tuple[Candidate, ...], Cursor | None]
"""Some decisions, and the cursor of those after them; None: there are none."""


def all_pages(page: Callable[[Cursor | None], Page]) -> Iterator[Candidate]:
    cursor: Cursor | None = None
    while True:
        found, cursor = page(cursor)
        yield from found
        if cursor is None:
            return


@dataclass(frozen=True)
class Candidates:
    """Labelled cases that were imported into the golden set are no decisions about real posts."""

    store: DecisionStore

    def page(
        self, limit: int, since: datetime | None = None, until: datetime | None = None, cursor: Cursor | None = None
    ) -> Page:
        """At most `limit` decisions, newest first, and the cursor of the next page."""
        filters = {"outcome": Outcome.VIOLATION, "since": since, "until": until}
        rows = self.store.list(limit + 1, cursor=cursor, **filters)  # type: ignore[arg-type]
        shown = rows[:limit]
        following = (shown[-1].decided_at, shown[-1].decision_id) if len(rows) > limit else None
        return self.of([row.decision_id for row in shown]), following

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Candidate]:
        """Newest first; reads page by page."""
        return all_pages(lambda cursor: self.page(PAGE, since, until, cursor))

    def get(self, decision_id: str) -> Candidate | None:
        """None: there is no such decision, or its outcome in effect is no violation."""
        if not self.store.exists(decision_id):
            return None
        return next((one for one in self.of([decision_id]) if one.is_violation), None)

    def of(self, ids: Sequence[str]) -> tuple[Candidate, ...]:
        """Whatever their outcome, in the order of the ids."""
        imported = self._imported(ids)
        found = Reviews(self.store.database).of_decisions([one for one in ids if one not in imported])
        return tuple(Candidate(one.stored, in_effect(one.reviews)) for one in found)

    def _imported(self, ids: Collection[str]) -> frozenset[str]:
        is_dataset = GoldenCaseRow.source == GoldenSource.DATASET.value
        query = select(GoldenCaseRow.decision_id).where(GoldenCaseRow.decision_id.in_(ids), is_dataset)
        with self.store.database.transaction() as session:
            return frozenset(one for one in session.scalars(query) if one is not None)
