"""A contest of a link: one open job with what the creator says, only about an account, erased with the creator."""

from collections.abc import Callable

import pytest

from domain.case import Case
from domain.decision import Decision
from domain.job import JobState
from domain.subject import Subject
from domain.verdict import Outcome
from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.errors import CaseErased, DecisionNotFound, JobConflict
from store.queue.contests import is_statement
from tests.store.queue.conftest import ANA, BEN, NOW, review_of

WORDS = "My sister uses this tablet."
ACCOUNT = Case(id="account-1", creator_id="cr_1", subject=Subject.ACCOUNT, facts={"account_posts": 3})


@pytest.fixture
def account(queue_store: DecisionStore, decide: Callable[..., Decision]) -> str:
    queue_store.save(ACCOUNT, decide("d1", outcome=Outcome.NO_VIOLATION), decided_by="key_app")
    return "d1"


def test_statement_is_the_first_comment_of_one_job(queue_store: DecisionStore, account: str) -> None:
    queue = queue_store.queue
    job = queue.contests.create(account, WORDS, ANA, NOW)
    queue.actions.comment(job.job_id, BEN, "I will ask them.", NOW)
    created, said, asked = queue.jobs.events(job.job_id)
    assert (created.kind, said.text, said.person) == ("created", WORDS, "ana")
    assert [is_statement(event) for event in (created, said, asked)] == [False, True, False]
    with pytest.raises(JobConflict, match="a contest of d1 is open"):
        queue.contests.create(account, WORDS, ANA, NOW)
    queue_store.review(review_of(account, BEN), 0, BEN.key_id)
    assert queue.jobs.get(job.job_id).state is JobState.DONE  # type: ignore[union-attr]
    assert queue.contests.create(account, WORDS, ANA, NOW).job_id != job.job_id
    assert compare_with_log(queue_store.database).problems == ()


def test_post_and_erased_account_are_refused(
    queue_store: DecisionStore, account: str, case: Case, decide: Callable[..., Decision]
) -> None:
    contests = queue_store.queue.contests
    queue_store.save(case, decide("post", outcome=Outcome.NO_VIOLATION), decided_by="key_app")
    with pytest.raises(JobConflict, match="post is about a post"):
        contests.create("post", WORDS, ANA, NOW)
    with pytest.raises(DecisionNotFound):
        contests.create("d9", WORDS, ANA, NOW)
    job = contests.create(account, WORDS, ANA, NOW)
    Erasure(queue_store.database).erase_creator("cr_1", "test")
    assert [event.text for event in queue_store.queue.jobs.events(job.job_id) if is_statement(event)] == ["erased"]
    with pytest.raises(CaseErased):
        contests.create(account, WORDS, ANA, NOW)
    assert compare_with_log(queue_store.database).problems == ()
