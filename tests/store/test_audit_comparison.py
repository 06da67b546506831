"""Stored decisions and reviews are compared with what the audit log says of them, on every kind of database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from domain.access import Scope
from domain.appeal import Appeal, AppealStatus
from domain.case import Case
from domain.decision import Decision
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.audit_comparison import MAX_PROBLEMS, NOT_LOGGED, compare_with_log
from store.decisions import DecisionStore
from store.erasure import Erasure

Decide = Callable[..., Decision]
REVIEW = Review(
    review_id="rev_1",
    decision_id="d1",
    action=ReviewAction.UPHOLD,
    outcome=Outcome.VIOLATION,
    violated=("HLT-2.1",),
    reason="I read it.",
    reviewer="ana",
    reviewed_at=datetime(2026, 11, 22, tzinfo=UTC),
)


@pytest.fixture
def filled(any_store: DecisionStore, case: Case, decide: Decide) -> DecisionStore:
    """Two decisions in the log, one of which is reviewed, and one that an older version made."""
    any_store.save(case, decide("d1", "HLT-2.1"), "key_1")
    any_store.save(case.model_copy(update={"creator_id": "cr_2"}), decide("d2", outcome=Outcome.NEEDS_REVIEW), "key_1")
    any_store.save(case, decide("d3").model_copy(update={"decided_at": datetime(2020, 1, 1, tzinfo=UTC)}))
    any_store.review(REVIEW, 0, "key_1")
    return any_store


def change(store: DecisionStore, statement: str) -> tuple[str, ...]:
    """The problems after somebody ran the statement."""
    with store.database.transaction() as session:
        session.execute(text(statement))
    return compare_with_log(store.database).problems


def test_untouched_store_is_as_logged(filled: DecisionStore) -> None:
    comparison = compare_with_log(filled.database)
    assert (comparison.problems, comparison.covered, comparison.not_covered) == ((), 2, 1)
    assert filled.audit.verify().error is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET outcome = 'no_violation' WHERE decision_id = 'd1'",
        "UPDATE decisions SET summary = 'Fine.' WHERE decision_id = 'd1'",
        "UPDATE decisions SET creator_id = 'cr_other' WHERE decision_id = 'd1'",
        "UPDATE decisions SET decided_at = '2020-01-01 00:00:00+00:00' WHERE decision_id = 'd1'",
        "UPDATE decisions SET probability = 0.1 WHERE decision_id = 'd1'",
        "DELETE FROM violated_clauses WHERE decision_id = 'd1'",
        "UPDATE decisions SET \"case\" = '{}' WHERE decision_id = 'd1'",
        "UPDATE decisions SET decision = CAST(replace(CAST(decision AS text), 'violated', 'satisfied') AS json) "
        "WHERE decision_id = 'd1'",
    ],
)
def test_changed_decision_is_named(filled: DecisionStore, statement: str) -> None:
    if filled.database.engine.dialect.name == "sqlite":
        statement = statement.replace("CAST(replace", "(replace").replace(" AS json)", ")")
    assert change(filled, statement) == ("decision d1 was changed: it is not the one of entry 1",)
    assert compare_with_log(filled.database).covered == 1


def test_deleted_decision_is_named(filled: DecisionStore) -> None:
    assert change(filled, "DELETE FROM decisions WHERE decision_id = 'd2'") == (
        "decision d2 is missing: entry 2 says that it was stored",
    )


def test_decision_without_an_entry_is_named_if_it_is_newer_than_the_digests(filled: DecisionStore) -> None:
    columns = 'case_id, creator_id, outcome, probability, summary, "case", decision'
    forged = f"INSERT INTO decisions (decision_id, decided_at, {columns}) SELECT 'd9', '2999-01-01 00:00:00+00:00'"
    assert change(filled, f"{forged}, {columns} FROM decisions WHERE decision_id = 'd2'") == (
        "decision d9 was written around Clausewise: the log has no entry of it",
    )


def test_decisions_without_an_entry_are_found_without_a_search_for_each(any_store: DecisionStore) -> None:
    engine = any_store.database.engine
    if engine.dialect.name != "sqlite":
        pytest.skip("the plan is SQLite's")
    query = NOT_LOGGED.params(since=datetime(2026, 1, 1, tzinfo=UTC))
    statement = query.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
    assert not [row for row in plan if "CORRELATED" in str(row)]


@pytest.mark.parametrize(
    "values", ["outcome = 'no_violation'", "violated = '[]'", "action = 'amend'", "reason = 'No.'", "reviewer = 'ben'"]
)
def test_changed_review_is_named(filled: DecisionStore, values: str) -> None:
    assert change(filled, f"UPDATE reviews SET {values} WHERE review_id = 'rev_1'") == (
        "review rev_1 was changed: it is not the one of entry 3",
    )


def test_review_logged_without_a_digest_is_compared_by_its_summary(filled: DecisionStore) -> None:
    without = "UPDATE audit_log SET after = substr(after, 1, length('rev_1: violation HLT-2.1')) WHERE number = 3"
    assert change(filled, without) == ()
    assert change(filled, "UPDATE reviews SET reason = 'No.', reviewer = 'ben'") == ()
    assert change(filled, "UPDATE reviews SET action = 'amend'") == (
        "review rev_1 was changed: it is not the one of entry 3",
    )


def test_reason_is_erased_only_by_an_erasure(filled: DecisionStore) -> None:
    changed = ("review rev_1 was changed: it is not the one of entry 3",)
    assert change(filled, "UPDATE reviews SET reason = 'erased'") == changed
    Erasure(filled.database).erase_creator("cr_ricardo", "test")
    assert compare_with_log(filled.database).problems == ()
    assert change(filled, "UPDATE reviews SET reason = 'No.'") == changed


def test_deleted_review_is_named(filled: DecisionStore) -> None:
    assert change(filled, "DELETE FROM reviews") == ("review rev_1 is missing: entry 3 says that it was stored",)


def test_added_review_is_named(filled: DecisionStore) -> None:
    columns = "decision_id, action, outcome, violated, reason, reviewer"
    forged = "INSERT INTO reviews (number, review_id, reviewed_at, "
    values = f"SELECT 99, 'rev_9', '2999-01-01 00:00:00+00:00', {columns} FROM reviews WHERE review_id = 'rev_1'"
    assert change(filled, f"{forged}{columns}) {values}") == (
        "review rev_9 was written around Clausewise: the log has no entry of it",
    )


def test_added_and_removed_appeals_are_named(filled: DecisionStore) -> None:
    appeal = Appeal(
        appeal_id="app_1", decision_id="d1", statement="No.", status=AppealStatus.OPEN, created_at=datetime.now(UTC)
    )
    with filled.database.write_transaction() as session:
        filled.audit.append(session, "key_1", "appeal.create", "d1", "", "app_1")
        filled.appeals.create(session, appeal)
    assert change(filled, "UPDATE appeals SET statement = 'Yes.'") == ()
    assert change(filled, "UPDATE appeals SET appeal_id = 'app_2'") == (
        "appeal app_2 was written around Clausewise: the log has no entry of it",
        "appeal app_1 is missing: the log says that it was stored",
    )


def create_key(store: DecisionStore) -> str:
    """The id of a key that was created, rotated and then revoked."""
    with store.database.write_transaction() as session:
        _, old = store.api_keys.create(session, "ops", [Scope.READ, Scope.DECIDE], datetime.now(UTC))
        store.audit.append(session, "command line", "key.create", old.key_id, "", "read decide")
        _, key = store.api_keys.rotate(session, old.key_id, timedelta(hours=1), datetime.now(UTC))
        store.audit.append(session, "command line", "key.rotate", old.key_id, old.key_id, key.key_id)
        store.api_keys.revoke(session, key.key_id, datetime.now(UTC))
        store.audit.append(session, "command line", "key.revoke", key.key_id, "active", "revoked")
    assert compare_with_log(store.database).problems == ()
    return key.key_id


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE api_keys SET scopes = '[\"admin\"]'", "key {} was changed: the log gives it the scopes read decide"),
        ("UPDATE api_keys SET revoked_at = NULL", "key {} was changed: the log says that it was revoked"),
        ("DELETE FROM api_keys", "key {} is missing: the log says that it was stored"),
        ("UPDATE api_keys SET scopes = '7'", "a key was changed: it cannot be read"),
    ],
)
def test_changed_key_is_named(filled: DecisionStore, statement: str, problem: str) -> None:
    key_id = create_key(filled)
    assert change(filled, f"{statement} WHERE key_id = '{key_id}'") == (problem.format(key_id),)


def test_added_key_is_named(filled: DecisionStore) -> None:
    with filled.database.write_transaction() as session:
        _, key = filled.api_keys.create(session, "eve", [Scope.ADMIN], datetime.now(UTC))
    assert compare_with_log(filled.database).problems == (
        f"key {key.key_id} was written around Clausewise: the log has no entry of it",
    )


def test_erased_decision_is_as_the_erasure_left_it(filled: DecisionStore) -> None:
    assert Erasure(filled.database).erase_creator("cr_ricardo", "test") == 2
    comparison = compare_with_log(filled.database)
    assert (comparison.problems, comparison.covered, comparison.not_covered) == ((), 3, 0)
    problem = change(filled, "UPDATE decisions SET outcome = 'no_violation' WHERE decision_id = 'd1'")
    numbers = [
        entry.number for entry in filled.audit.entries() if (entry.action, entry.subject) == ("decision.erase", "d1")
    ]
    assert problem == (f"decision d1 was changed: it is not the one of entry {numbers[0]}",)


def test_few_of_many_problems_are_listed(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    for number in range(MAX_PROBLEMS + 5):
        any_store.save(case, decide(f"d{number:02}"), "key_1")
    assert len(change(any_store, "UPDATE decisions SET summary = ''")) == MAX_PROBLEMS
