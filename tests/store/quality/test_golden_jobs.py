"""Golden jobs look like any other, and their answers change nothing that is real."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Caller, Scope
from domain.case import Case
from domain.decision import Decision
from domain.job import Job, JobKind
from domain.quality import GoldenSource
from domain.verdict import Outcome
from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.errors import DecisionNotFound, GoldenRefused, JobConflict, UndoRefused
from store.quality.golden_set import RightAnswer
from tests.store.queue.conftest import ANA, BEN, LEASE, NOW, Save, queue_store, review_of, save

__all__ = ["queue_store", "save"]
LENA = Caller(key_id="key_lena", name="lena", scopes=(Scope.READ, Scope.REVIEW, Scope.LEAD))
ALWAYS = {"default": 1.0}
RIGHT = RightAnswer(Outcome.VIOLATION, ("HLT-2.1",))
Decide = Callable[..., Decision]


@pytest.fixture
def golden(queue_store: DecisionStore, case: Case, decide: Decide) -> DecisionStore:
    """With one settled decision in the golden set, and undo for ten seconds."""
    queue_store.save(case, decide("dec_gold", "HLT-2.1"), decided_by="key_app")
    queue_store.queue.golden_set.add("dec_gold", RIGHT, "It promises a cure.", LENA, NOW)
    return replace(queue_store, undo_time=timedelta(seconds=10))


def claim(store: DecisionStore, by: Caller = ANA, at: object = NOW) -> Job:
    job = store.queue.claims.claim_next(by, LEASE, at, golden_shares=ALWAYS)  # type: ignore[arg-type]
    assert job is not None
    return job


def test_golden_job_comes_before_the_next_job_and_looks_like_it(golden: DecisionStore, save: Save) -> None:
    waiting = save("d1")
    job = claim(golden)
    assert (job.decision_id, job.kind, job.claimed_by) == ("dec_gold", JobKind.HELD_LETTER, "ana")
    same = ("queue", "priority", "created_at", "due_at", "group_id", "assigned_to")
    assert [getattr(job, name) for name in same] == [getattr(waiting, name) for name in same]
    assert [event.kind for event in golden.queue.jobs.events(job.job_id)] == ["created", "claimed"]
    assert claim(golden).decision_id == "d1"  # it is asked once


def test_without_a_share_or_a_waiting_job_nobody_gets_a_golden_job(golden: DecisionStore, save: Save) -> None:
    assert golden.queue.claims.claim_next(ANA, LEASE, NOW, golden_shares=ALWAYS) is None
    save("d1")
    job = golden.queue.claims.claim_next(ANA, LEASE, NOW, golden_shares={"other": 1.0})
    assert job is not None
    assert job.decision_id == "d1"


def test_answer_is_stored_apart_and_changes_no_history(golden: DecisionStore, save: Save) -> None:
    save("d1")
    job = claim(golden)
    before = golden.violations.of_creator("cr_ricardo")
    assert golden.queue.golden_jobs.job_in_hand("dec_gold", "ana") == job.job_id
    answer = review_of("dec_gold", ANA, at=NOW + timedelta(minutes=3))
    golden.queue.golden_jobs.answer(job.job_id, answer, ANA.key_id)
    assert golden.reviews.history("dec_gold") == ()
    assert golden.violations.of_creator("cr_ricardo") == before
    assert [one.outcome for one in golden.list(reviewed=False) if one.decision_id == "dec_gold"] == [Outcome.VIOLATION]
    (stored,) = golden.queue.golden_jobs.answers()
    assert (stored.reviewer, stored.outcome, stored.minutes) == ("ana", Outcome.NO_VIOLATION, 3.0)
    done = golden.queue.jobs.get(job.job_id)
    assert done is not None
    assert (done.state, done.review_id) == ("done", answer.review_id)
    actions = [entry.action for entry in golden.audit.entries()]
    assert actions[-2:] == ["golden.answer", "job.done"]
    assert claim(golden, BEN).decision_id == "dec_gold"  # each person answers it once


def test_answer_is_undone_within_ten_seconds(golden: DecisionStore, save: Save) -> None:
    save("d1")
    job, jobs = claim(golden), golden.queue.golden_jobs
    jobs.answer(job.job_id, review_of("dec_gold", ANA), ANA.key_id)
    with pytest.raises(UndoRefused, match="ana, who alone can undo it"):
        jobs.undo("rev_dec_gold_1", "key_ben", "ben", NOW)
    with pytest.raises(UndoRefused, match="they are over"):
        jobs.undo("rev_dec_gold_1", "key_ana", "ana", NOW + timedelta(seconds=11))
    undone = jobs.undo("rev_dec_gold_1", "key_ana", "ana", NOW + timedelta(seconds=9))
    assert (undone.undone_at, jobs.answers()) == (NOW + timedelta(seconds=9), ())
    assert jobs.job_in_hand("dec_gold", "ana") == job.job_id
    assert compare_with_log(golden.database).problems == ()


def test_late_answer_never_becomes_a_review(golden: DecisionStore, save: Save) -> None:
    save("d1")
    job, jobs = claim(golden), golden.queue.golden_jobs
    assert not jobs.is_too_late("dec_gold", "ana")
    later = NOW + LEASE + timedelta(seconds=1)
    assert golden.queue.claims.claim(job.job_id, BEN, LEASE, later).claimed_by == "ben"
    assert jobs.is_too_late("dec_gold", "ana")
    with pytest.raises(JobConflict, match="ben has"):
        jobs.answer(job.job_id, review_of("dec_gold", ANA, at=later), ANA.key_id)
    jobs.answer(job.job_id, review_of("dec_gold", BEN, at=later), BEN.key_id)
    assert jobs.is_too_late("dec_gold", "ben")  # sent twice
    assert not jobs.is_too_late("dec_gold", "cleo")  # was never asked: a review like any other


def test_escalated_golden_job_is_golden_for_the_lead_too(golden: DecisionStore, save: Save) -> None:
    save("d1")
    job = claim(golden)
    escalation = golden.queue.actions.escalate(job.job_id, ANA, "A doctor?", NOW)
    assert golden.queue.golden_jobs.is_golden(escalation.job_id)
    (answer,) = golden.queue.golden_jobs.answers()
    assert (answer.reviewer, answer.outcome) == ("ana", Outcome.NEEDS_REVIEW)
    with pytest.raises(JobConflict, match="which a lead decides"):
        golden.queue.claims.claim(escalation.job_id, BEN, LEASE, NOW)
    assert golden.queue.claims.claim(escalation.job_id, LENA, LEASE, NOW).claimed_by == "lena"


def test_answer_of_an_unreviewed_decision_must_be_given(golden: DecisionStore, case: Case, decide: Decide) -> None:
    golden.save(case, decide("dec_other", "HLT-2.1", hour=2), decided_by="key_app")
    with pytest.raises(GoldenRefused, match="nobody has reviewed dec_other"):
        golden.queue.golden_set.add("dec_other", None, "As it is.", LENA, NOW)
    golden.review(review_of("dec_other", ANA), 0, ANA.key_id)
    added = golden.queue.golden_set.add("dec_other", None, "As it is.", LENA, NOW)
    assert (added.outcome, added.violated, added.source, added.queue) == (
        Outcome.NO_VIOLATION,
        (),
        GoldenSource.DECISION,
        "default",
    )
    with pytest.raises(DecisionNotFound, match="no decision dec_none"):
        golden.queue.golden_set.add("dec_none", RIGHT, "x", LENA, NOW)


def test_removed_case_is_asked_no_more_and_not_counted(golden: DecisionStore, save: Save) -> None:
    save("d1")
    job = claim(golden)
    golden.queue.golden_jobs.answer(job.job_id, review_of("dec_gold", ANA), ANA.key_id)
    removed = golden.queue.golden_set.remove("dec_gold", LENA, NOW)
    assert (removed.removed_by, golden.queue.golden_set.list(), golden.queue.golden_jobs.answers()) == ("lena", (), ())
    assert claim(golden, BEN).decision_id == "d1"
    with pytest.raises(GoldenRefused, match="is not in the golden set"):
        golden.queue.golden_set.remove("dec_gold", LENA, NOW)
    golden.queue.golden_set.add("dec_gold", RIGHT, "Again.", LENA, NOW)
    assert len(golden.queue.golden_jobs.answers()) == 1
    actions = [e.action for e in golden.audit.entries() if e.action.startswith("golden.")]
    assert actions == ["golden.add", "golden.answer", "golden.remove", "golden.add"]


def test_erasure_takes_the_case_out_and_removes_what_was_written(golden: DecisionStore, save: Save) -> None:
    save("d1", creator_id="cr_other")
    job = claim(golden)
    golden.queue.golden_jobs.answer(job.job_id, review_of("dec_gold", ANA), ANA.key_id)
    Erasure(golden.database).erase_creator("cr_ricardo", "key_admin")
    assert golden.queue.golden_set.list() == ()
    (removed,) = golden.queue.golden_set.list(removed=True)
    (answer,) = golden.queue.golden_jobs.of_person("dec_gold", "ana")
    assert (removed.reason, removed.removed_by, answer.reason) == ("erased", "key_admin", "erased")
    with pytest.raises(GoldenRefused, match="is erased"):
        golden.queue.golden_set.add("dec_gold", RIGHT, "x", LENA, NOW)
