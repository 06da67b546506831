"""Decisions with an assessment are found among those of a creator, on each kind of database."""

from collections.abc import Callable
from datetime import date

from domain.assessment import Assessment, PriorityLevel, ReviewPriority
from domain.case import Case
from domain.decision import Decision
from store.decisions import DecisionStore

DAY = date(2026, 11, 20)


def test_assessments_of_a_creator_are_listed(
    any_store: DecisionStore, case: Case, decide: Callable[..., Decision]
) -> None:
    priority = ReviewPriority(level=PriorityLevel.NONE)
    for name, creator in (("d1", "cr_1"), ("d2", "cr_2"), ("d3", "cr_1")):
        assessment = Assessment(creator_id=creator, first_day=DAY, last_day=DAY, priority=priority)
        own = case.model_copy(update={"creator_id": creator})
        any_store.save(own, decide(name).model_copy(update={"assessment": assessment}))
        any_store.save(own, decide(f"post-{name}"))

    def listed(*, assessed: bool) -> set[str]:
        return {row.decision_id for row in any_store.list(creator_id="cr_1", assessed=assessed)}

    assert listed(assessed=True) == {"d1", "d3"}
    assert listed(assessed=False) == {"post-d1", "post-d3"}
