"""What a caller may know of the reviews of a decision: nothing while it waits for an answer that must not follow
them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from api.services import Services
from domain.access import Caller, Scope
from domain.job import JobState
from domain.review import Review, ReviewState
from store.decision_reader import DecisionSummary


@dataclass(frozen=True)
class ReviewsSeenBy:
    """The reviews as `caller` may see them."""

    services: Services
    caller: Caller

    def state(self, decision_id: str) -> ReviewState:
        """A person who has a golden job sees a decision that nobody has reviewed; afterwards, their own answer."""
        golden = self.services.store.queue.golden_jobs
        if golden.job_in_hand(decision_id, self.caller.name) is not None:
            return ReviewState(decision_id=decision_id, version=0)
        state = self.services.store.reviews.state(decision_id)
        if self.is_hidden(decision_id):
            return state.model_copy(update={"reviews": ()})
        own = golden.of_person(decision_id, self.caller.name) if self._may_not_tell(decision_id) else ()
        return ReviewState(decision_id=decision_id, version=len(own), reviews=own) if own else state

    def history(self, decision_id: str) -> Sequence[Review]:
        """With those that were undone, oldest first."""
        if self.is_hidden(decision_id):
            return ()
        own = self.services.store.queue.golden_jobs.of_person(decision_id, self.caller.name)
        return own if own and self._may_not_tell(decision_id) else self.services.store.reviews.history(decision_id)

    def summaries(self, rows: Sequence[DecisionSummary]) -> tuple[DecisionSummary, ...]:
        """Rows of a list: without the result of reviews that are hidden."""
        hidden = self.hidden_of(row.decision_id for row in rows)
        return tuple(_unreviewed(row) if row.decision_id in hidden else row for row in rows)

    def hidden_of(self, decision_ids: Iterable[str]) -> frozenset[str]:
        """Those of the decisions whose reviews the caller may not see."""
        return self.services.store.queue.jobs.hidden_from(self.caller, frozenset(decision_ids))

    def review(self, review_id: str) -> Review | None:
        """None also for one that is hidden, and for the answer of another person to a golden job."""
        golden, caller = self.services.store.queue.golden_jobs, self.caller
        made = self.services.store.reviews.get(review_id) or golden.get(review_id)
        if made is None or made.reviewer == caller.name:
            return made
        is_golden = golden.get(review_id) is not None and not caller.has_scope(Scope.LEAD)
        return None if is_golden or self.is_hidden(made.decision_id) else made

    def is_hidden(self, decision_id: str) -> bool:
        return bool(self.hidden_of([decision_id]))

    def _may_not_tell(self, decision_id: str) -> bool:
        """Whether the caller is a reviewer without another job about this decision."""
        jobs = self.services.store.queue.jobs.of_decision(decision_id)
        mine = (job for job in jobs if job.state is JobState.OPEN and job.claimed_by == self.caller.name)
        return not self.caller.has_scope(Scope.LEAD) and not any(mine)


def _unreviewed(row: DecisionSummary) -> DecisionSummary:
    return replace(row, current_outcome=row.outcome, current_violated=row.violated, reviewed=False)
