"""A statement is claimed by one process at a time, and settled by the answer."""

from datetime import UTC, datetime, timedelta

from domain.statement import StatementStatus
from store.decisions import DecisionStore
from store.schema import DecisionRow
from store.statements.statements_schema import StatementRow
from store.statements.submissions import NewStatement, Submissions, digest_of
from tests.store.conftest import Decide

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def saved(store: DecisionStore, decide: Decide, case: object, *names: str) -> tuple[Submissions, list[NewStatement]]:
    for name in names:
        store.save(case, decide(name, "HLT-2.1"))  # type: ignore[arg-type]
    return Submissions(store.database), [NewStatement(name, name, {"puid": name}) for name in names]


def test_claimed_statement_is_not_claimed_again(any_store: DecisionStore, decide: Decide, case: object) -> None:
    submissions, new = saved(any_store, decide, case, "d1", "d2")
    assert submissions.claim(new[:1], "ana", AT, LEASE) == (new[0],)
    assert submissions.claim(new, "ben", AT, LEASE) == (new[1],)
    assert submissions.in_doubt(AT) == ()
    assert submissions.in_doubt(AT + LEASE) == tuple(new)
    assert submissions.claim(new, "ben", AT + LEASE, LEASE) == tuple(new)
    assert {one.attempts for one in submissions.of(["d1", "d2"]).values()} == {2}


def test_claim_of_a_process_that_has_ended_is_in_doubt(any_store: DecisionStore, decide: Decide, case: object) -> None:
    submissions, new = saved(any_store, decide, case, "d1")
    submissions.claim(new, "ana", AT, LEASE)
    with any_store.database.transaction() as session:
        row = session.get_one(StatementRow, "d1")
        row.instance_id = "another process with this pid"
    assert submissions.in_doubt(AT) == tuple(new)


def test_refused_statement_is_claimed_once_its_record_differs(
    any_store: DecisionStore, decide: Decide, case: object
) -> None:
    submissions, (new,) = saved(any_store, decide, case, "d1")
    submissions.claim([new], "ana", AT, LEASE)
    submissions.refuse({"d1": {"category": ("The category field is required.",)}}, AT)
    found = submissions.of(["d1"])["d1"]
    assert (found.status, found.errors) == (
        StatementStatus.REFUSED,
        {"category": ("The category field is required.",)},
    )
    assert submissions.claim([new], "ana", AT, LEASE) == ()
    changed = NewStatement("d1", "d1", {"puid": "d1", "category": "x"})
    assert submissions.claim([changed], "ana", AT, LEASE) == (changed,)
    assert submissions.of(["d1"])["d1"].errors == {}


def test_statement_in_doubt_is_sent_again_as_it_was(any_store: DecisionStore, decide: Decide, case: object) -> None:
    submissions, (new,) = saved(any_store, decide, case, "d1")
    submissions.claim([new], "ana", AT, LEASE)
    submissions.doubt(["d1"], "no answer")
    changed = NewStatement("d1", "d1", {"puid": "d1", "category": "x"})
    assert submissions.claim([changed], "ana", AT, LEASE) == (new,)


def test_receivers_pause_holds_until_it_is_over(any_store: DecisionStore, decide: Decide, case: object) -> None:
    submissions, (new,) = saved(any_store, decide, case, "d1")
    submissions.claim([new], "ana", AT, LEASE)
    submissions.release(["d1"], AT, "429", AT + LEASE)
    assert submissions.next_allowed(AT) == AT + LEASE
    assert submissions.next_allowed(AT + LEASE) is None
    submissions.claim([new], "ana", AT + LEASE, LEASE)
    submissions.accept({"d1": "uuid"}, AT)
    assert submissions.claim([new], "ana", AT + 9 * LEASE, LEASE) == ()
    with any_store.database.transaction() as session:
        assert session.get(DecisionRow, "d1") is not None


def test_digest_ignores_the_order_of_fields() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 1, "b": 3})
