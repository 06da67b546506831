"""A newer assessment of an account takes the place of an older one whose links wait for a person."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from domain.assessment import Assessment, PriorityLevel, ReviewPriority
from domain.case import Case
from domain.decision import Decision
from domain.job import JobKind, NewJob
from domain.subject import Subject
from domain.verdict import Outcome
from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore
from tests.store.queue.fake_router import FakeRouter, new_job


class LinksRouter(FakeRouter):
    def for_decision(self, case: Case, decision: Decision, *, letter_held: bool) -> Sequence[NewJob]:
        linked = decision.assessment is not None and decision.assessment.priority.level is PriorityLevel.HIGH
        return [new_job(JobKind.NEEDS_REVIEW), *([new_job(JobKind.LINKED_ACCOUNTS)] if linked else [])]


def test_newer_assessment_cancels_the_job_about_links_alone(
    any_store: DecisionStore, decide: Callable[..., Decision]
) -> None:
    store = replace(any_store, router=LinksRouter())

    def assess(name: str, creator: str, day: int, level: PriorityLevel = PriorityLevel.HIGH) -> None:
        on = date(2026, 11, day)
        assessment = Assessment(creator_id=creator, first_day=on, last_day=on, priority=ReviewPriority(level=level))
        case = Case(id=name, creator_id=creator, subject=Subject.ACCOUNT, facts={"account_posts": day})
        decision = decide(name, outcome=Outcome.NEEDS_REVIEW).model_copy(update={"assessment": assessment})
        store.save(case, decision, decided_by="key_app")

    def states(name: str) -> dict[str, str]:
        return {job.kind.value: job.state.value for job in store.queue.jobs.of_decision(name)}

    assess("first", "cr_1", 10)
    assess("other", "cr_2", 10)
    assess("past", "cr_1", 9)
    assert states("first") == states("past") == {"needs_review": "open", "linked_accounts": "open"}
    assess("second", "cr_1", 11, PriorityLevel.NONE)
    cancelled = {"needs_review": "open", "linked_accounts": "cancelled"}
    assert (states("first"), states("past"), states("second")) == (cancelled, cancelled, {"needs_review": "open"})
    assert states("other")["linked_accounts"] == "open"
    assert {job.group_id for job in store.queue.jobs.of_decision("first")} == {None}
    assert compare_with_log(store.database).problems == ()
