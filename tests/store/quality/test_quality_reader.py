"""Independent answers, traffic and the cases to label next are read from what is stored."""

from dataclasses import replace
from datetime import timedelta

from domain.case import Case
from domain.quality import GoldenSource
from domain.review import ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore
from tests.store.quality.test_golden_jobs import LENA, RIGHT, Decide, claim, golden
from tests.store.queue.conftest import ANA, BEN, LEASE, NOW, Save, queue_store, review_of, save
from tests.store.queue.fake_router import FakeRouter

__all__ = ["golden", "queue_store", "save"]
CURE = frozenset({"HLT-2.1"})


def test_second_review_is_paired_with_the_one_before(queue_store: DecisionStore, save: Save) -> None:
    save("d1")
    store = replace(queue_store, router=FakeRouter(second_reviews=True))
    store.review(review_of("d1", ANA), 0, ANA.key_id)
    assert store.queue.quality.independent_answers() == ()
    assert store.queue.claims.claim_next(BEN, LEASE, NOW) is not None
    cure = {"action": ReviewAction.AMEND, "outcome": Outcome.VIOLATION, "violated": ("HLT-2.1",)}
    store.review(review_of("d1", BEN, 2).model_copy(update=cure), 1, BEN.key_id)
    assert store.queue.claims.claim_next(LENA, LEASE, NOW) is not None
    store.review(review_of("d1", LENA, 3), 2, LENA.key_id)  # knew both, so is not independent
    quality = store.queue.quality
    assert quality.independent_answers() == ({"ana": frozenset(), "ben": CURE},)
    assert quality.independent_answers(NOW + timedelta(days=1)) == ()


def test_golden_answers_of_two_people_are_independent(golden: DecisionStore, save: Save) -> None:
    save("d1"), save("d2")
    for number, by in enumerate((ANA, BEN), start=1):
        answer = review_of("dec_gold", by, number)
        golden.queue.golden_jobs.answer(claim(golden, by).job_id, answer, by.key_id)
    assert golden.queue.quality.independent_answers() == ({"ana": frozenset(), "ben": frozenset()},)


def test_traffic_counts_current_outcomes_and_no_labelled_case(
    queue_store: DecisionStore, case: Case, decide: Decide
) -> None:
    for name, hour in (("d1", 1), ("d2", 2), ("labelled", 3)):
        queue_store.save(case, decide(name, "HLT-2.1", hour=hour), decided_by="key_app")
    queue_store.review(review_of("d2", ANA), 0, ANA.key_id)
    golden_set = queue_store.queue.golden_set
    golden_set.add("labelled", RIGHT, "x", LENA, NOW, GoldenSource.DATASET)
    traffic = queue_store.queue.quality.traffic(NOW - timedelta(days=1))
    assert (traffic.cases, traffic.outcome) == (2, {"violation": 1, "no_violation": 1})
    assert (traffic.clause, traffic.market, traffic.language) == ({"HLT-2.1": 1}, {"US": 2}, {"en": 2})
    assert queue_store.queue.quality.traffic(NOW).cases == 0
    in_set = queue_store.queue.quality.golden()
    assert (in_set.cases, in_set.clause, in_set.market) == (1, {"HLT-2.1": 1}, {"US": 1})
    found = queue_store.queue.quality.candidates(NOW - timedelta(days=1), 10)
    assert [(one.stored.decision.decision_id, len(one.reviews)) for one in found] == [("d2", 1), ("d1", 0)]
