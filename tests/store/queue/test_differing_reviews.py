"""Two blind answers that differ: the first stays in effect until a lead decides, and no lead decides on their own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Caller
from domain.case import Case
from domain.decision import Decision
from domain.job import Job, JobKind
from domain.message import MessageStatus
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore
from store.errors import JobConflict
from tests.store.fake_notifier import FakeNotifier
from tests.store.queue.conftest import ANA, BEN, LEAD, LEASE, NOW, person, review_of
from tests.store.queue.fake_router import FakeRouter

CURE = {"action": ReviewAction.AMEND, "outcome": Outcome.VIOLATION, "violated": ("HLT-2.1",)}
SECOND = timedelta(seconds=1)
OTHER_LEAD = person("olga", *LEAD.scopes)


@pytest.fixture
def store(any_store: DecisionStore, case: Case, decide: Callable[..., Decision]) -> DecisionStore:
    """With the violation d1, whose letter was delivered; each review gets a second one and can be undone."""
    store = replace(any_store, router=FakeRouter(second_reviews=True), notifier=FakeNotifier(), undo_time=10 * SECOND)
    store.save(case, decide("d1", "HLT-2.1"), decided_by="key_app")
    store.outbox.mark_delivered(store.outbox.due(NOW, 10), NOW)
    return store


def answer(store: DecisionStore, by: Caller, number: int, *, cure: bool) -> Review:
    """Claims the open job of d1, if there is one, and reviews."""
    for job in open_jobs(store):
        store.queue.claims.claim(job.job_id, by, LEASE, NOW)
    made = review_of("d1", by, number, NOW + number * SECOND).model_copy(update=CURE if cure else {})
    return store.review(made, store.reviews.state("d1").version, by.key_id)


def open_jobs(store: DecisionStore) -> list[Job]:
    return [job for job in store.queue.jobs.of_decision("d1") if job.state == "open"]


def effects(store: DecisionStore) -> list[object]:
    """What follows from the review in effect: the current outcome, active violations, letters that are not out."""
    (listed,) = store.list()
    strikes = [entry.clause_id for entry in store.violations.of_creator("cr_ricardo") if entry.active]
    letters = [one.message.body for one in store.outbox.list() if one.status is MessageStatus.READY]
    return [listed.current_outcome, listed.current_violated, listed.reviewed, strikes, letters]


NO_VIOLATION = [Outcome.NO_VIOLATION, (), True, [], ["nothing"]]
VIOLATION = [Outcome.VIOLATION, ("HLT-2.1",), True, ["HLT-2.1"], []]


@pytest.mark.parametrize(("decides", "expected"), [(False, NO_VIOLATION), (True, VIOLATION)])
def test_first_answer_counts_until_a_lead_decides(store: DecisionStore, decides: bool, expected: list[object]) -> None:
    answer(store, ANA, 1, cure=False)
    before = effects(store)
    assert before == NO_VIOLATION
    second = answer(store, BEN, 2, cure=True)
    assert (second.differs, effects(store)) == (True, before)
    state = store.reviews.state("d1")
    assert (state.latest and state.latest.reviewer, len(state.reviews), state.version) == ("ana", 2, 2)
    assert [job.kind for job in open_jobs(store)] == [JobKind.ESCALATION]
    decided = answer(store, LEAD, 3, cure=decides)
    assert (decided.differs, effects(store), open_jobs(store)) == (False, expected, [])
    assert store.reviews.state("d1").latest == decided
    assert compare_with_log(store.database).problems == ()


def test_second_answer_that_agrees_is_in_effect(store: DecisionStore) -> None:
    answer(store, ANA, 1, cure=False)
    assert not answer(store, BEN, 2, cure=False).differs
    assert (open_jobs(store), effects(store)) == ([], NO_VIOLATION)


def test_undo_of_an_answer_that_differs_and_of_the_lead(store: DecisionStore) -> None:
    answer(store, ANA, 1, cure=False)
    answer(store, BEN, 2, cure=True)
    decided = answer(store, LEAD, 3, cure=True)
    store.review_writer.undo(decided.review_id, LEAD.key_id, "lena", NOW + 4 * SECOND)
    assert (effects(store), [job.kind for job in open_jobs(store)]) == (NO_VIOLATION, [JobKind.ESCALATION])
    store.review_writer.undo("rev_d1_2", BEN.key_id, "ben", NOW + 5 * SECOND)
    assert (effects(store), [job.kind for job in open_jobs(store)]) == (NO_VIOLATION, [JobKind.SECOND_REVIEW])
    answer(store, BEN, 4, cure=False)
    assert (open_jobs(store), effects(store)) == ([], NO_VIOLATION)
    assert compare_with_log(store.database).problems == ()


@pytest.mark.parametrize("first", [LEAD, ANA])
def test_lead_who_gave_one_of_the_answers_does_not_decide(store: DecisionStore, first: Caller) -> None:
    answer(store, first, 1, cure=False)
    answer(store, BEN if first is LEAD else LEAD, 2, cure=True)
    (escalation,) = open_jobs(store)
    claims = store.queue.claims
    assert claims.claim_next(LEAD, LEASE, NOW) is None
    with pytest.raises(JobConflict, match=rf"answered or escalated d1: {escalation.job_id} is for another lead"):
        claims.claim(escalation.job_id, LEAD, LEASE, NOW)
    with pytest.raises(JobConflict, match="d1 waits for a lead"):
        store.review(review_of("d1", LEAD, 3), 2, LEAD.key_id)
    with pytest.raises(JobConflict, match="lena has answered or escalated d1: assign it to another person"):
        store.queue.actions.assign(escalation.job_id, OTHER_LEAD, "lena", NOW)
    taken = claims.claim_next(OTHER_LEAD, LEASE, NOW)
    assert taken is not None
    assert taken.job_id == escalation.job_id


def test_escalation_does_not_come_back_to_the_lead_who_made_it(store: DecisionStore) -> None:
    answer(store, ANA, 1, cure=False)
    (job,) = open_jobs(store)
    escalation = store.queue.actions.escalate(job.job_id, LEAD, "A minor?", NOW)
    assert store.queue.claims.claim_next(LEAD, LEASE, NOW) is None
    assert store.queue.jobs.not_for([escalation.job_id]) == {escalation.job_id: {"ana", "lena"}}
    taken = store.queue.claims.claim_next(OTHER_LEAD, LEASE, NOW)
    assert taken is not None
    assert taken.job_id == escalation.job_id
