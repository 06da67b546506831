"""The comparison with the log names comments, reasons and golden answers that were changed, added or removed."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from domain.case import Case
from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.pruning import Pruning
from tests.store.quality.test_golden_jobs import LENA, RIGHT, Decide, claim, golden
from tests.store.queue.conftest import ANA, BEN, NOW, Save, queue_store, review_of, save

__all__ = ["golden", "queue_store", "save"]


@pytest.fixture
def written(golden: DecisionStore, save: Save) -> DecisionStore:
    """A comment, a skip and an escalation of d1; the golden case is answered by ana, and passed on by ben."""
    job, _ = save("d1", creator_id="cr_two"), save("d2", hour=2, creator_id="cr_two")
    actions = golden.queue.actions
    actions.comment(job.job_id, ANA, "Look at her shop.", NOW)
    actions.comment(job.job_id, BEN, "I did.", NOW)
    actions.skip(job.job_id, BEN, "I know her.", NOW)
    asked = claim(golden)
    golden.queue.golden_jobs.answer(asked.job_id, review_of("dec_gold", ANA), ANA.key_id)
    actions.escalate(claim(golden, BEN).job_id, BEN, "A doctor?", NOW)
    actions.escalate(job.job_id, ANA, "A minor?", NOW)
    assert compare_with_log(golden.database).problems == ()
    return golden


def change(store: DecisionStore, statement: str) -> tuple[str, ...]:
    """The problems after somebody ran the statement."""
    with store.database.engine.begin() as connection:
        connection.execute(text(statement))
    return compare_with_log(store.database).problems


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE job_events SET text = 'Fine.' WHERE text = 'I did.'", "a comment of job"),
        ("UPDATE job_events SET text = 'erased' WHERE text = 'I did.'", "a comment of job"),
        ("UPDATE job_events SET person = 'cleo' WHERE text = 'I did.'", "a comment of job"),
        ("DELETE FROM job_events WHERE text = 'I did.'", "a comment is logged 2 times, stored 1 times"),
        ("UPDATE job_events SET text = 'x' WHERE kind = 'skipped'", "a reason to skip of job"),
        ("UPDATE job_events SET text = 'x' WHERE text = 'A minor?'", "a reason to escalate of job"),
        ("UPDATE golden_cases SET outcome = 'no_violation'", "golden case dec_gold was changed: its answer"),
        ("UPDATE golden_cases SET reason = 'x'", "golden case dec_gold was changed: its answer"),
        ("UPDATE golden_cases SET removed_at = added_at", "golden case dec_gold was changed: the log says otherwise"),
        ("DELETE FROM golden_cases", "golden case dec_gold is missing"),
        (
            "UPDATE golden_jobs SET outcome = 'violation' WHERE reviewer = 'ana'",
            "golden answer rev_dec_gold_1 was",
        ),
        ("UPDATE golden_jobs SET reason = 'x' WHERE reviewer = 'ana'", "golden answer rev_dec_gold_1 was changed"),
        ("UPDATE golden_jobs SET claimed_at = NULL WHERE reviewer = 'ana'", "golden answer rev_dec_gold_1 was changed"),
        ("UPDATE golden_jobs SET outcome = 'violation' WHERE reviewer = 'ben'", "golden answer job_"),
        ("UPDATE golden_jobs SET review_id = 'rev_x' WHERE reviewer = 'ana'", "golden answer rev_x was written around"),
        ("UPDATE golden_jobs SET answered_at = NULL", "is missing: the log says that it was stored"),
    ],
)
def test_what_a_person_wrote_was_changed(written: DecisionStore, statement: str, problem: str) -> None:
    assert any(problem in one for one in change(written, statement))


def test_golden_case_that_was_written_around_the_log_is_named(written: DecisionStore) -> None:
    statement = "UPDATE audit_log SET action = 'none' WHERE action = 'golden.add'"
    assert "golden case dec_gold was written around Clausewise: the log has no entry of it" in change(
        written, statement
    )


def test_erased_words_and_pruned_jobs_are_as_logged(written: DecisionStore) -> None:
    for creator_id in ("cr_two", "cr_ricardo"):
        Erasure(written.database).erase_creator(creator_id, "test")
    assert compare_with_log(written.database).problems == ()
    assert change(written, "UPDATE job_events SET text = 'x' WHERE kind = 'commented'") != ()
    assert change(written, "UPDATE job_events SET text = 'erased' WHERE kind = 'commented'") == ()
    Pruning(written.database).prune(NOW.replace(year=2100), "test")
    assert compare_with_log(written.database).problems == ()


def test_entries_without_a_digest_stay_valid(written: DecisionStore) -> None:
    """As an older Clausewise wrote them: the count of comments is compared, and the answers without their reason."""
    on_sqlite = written.database.engine.dialect.name == "sqlite"
    place = "instr(after, ' sha256:')" if on_sqlite else "strpos(after, ' sha256:')"
    older = f"UPDATE audit_log SET after = substr(after, 1, {place} - 1) WHERE {place} > 0 AND action LIKE "
    for actions in ("'job.%'", "'golden.%'"):
        assert change(written, older + actions) == ()
    assert change(written, "UPDATE job_events SET text = 'x' WHERE kind = 'commented'") == ()
    assert change(written, "UPDATE golden_jobs SET reason = 'x' WHERE reviewer = 'ana'") == ()
    assert change(written, "UPDATE golden_jobs SET outcome = 'violation' WHERE reviewer = 'ana'") != ()


def test_case_that_was_removed_and_added_again(golden: DecisionStore, case: Case, decide: Decide) -> None:
    golden.queue.golden_set.remove("dec_gold", LENA, NOW)
    assert compare_with_log(golden.database).problems == ()
    again: Any = replace(RIGHT, violated=("LIV-1.1",))
    golden.queue.golden_set.add("dec_gold", again, "Another rule.", LENA, NOW)
    assert compare_with_log(golden.database).problems == ()
