"""The store on a PostgreSQL server in another time zone."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from domain.access import Scope
from domain.case import Case
from domain.decision import Decision
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore, open_store
from store.erasure import Erasure
from tests.store.databases import needs_postgres, new_database
from tests.store.fake_notifier import FakeNotifier

pytestmark = [pytest.mark.slow, needs_postgres]
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def tokyo_store(tmp_path: Path) -> Iterator[DecisionStore]:
    url = new_database(tmp_path)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {url.rpartition('/')[2]} SET timezone = 'Asia/Tokyo'"))
    engine.dispose()
    with open_store(url) as store:
        yield store


def test_times_are_read_back_unchanged(tokyo_store: DecisionStore, case: Case, decide: Callable[..., Decision]) -> None:
    decision = decide("d1", "HLT-2.1")
    tokyo_store.save(case, decision)
    tokyo_store.save(case, decision)
    assert tokyo_store.get("d1") == StoredDecision(case, decision)
    assert [summary.decided_at for summary in tokyo_store.list()] == [decision.decided_at]


def test_audit_chain_is_valid_and_key_expires_on_time(tokyo_store: DecisionStore) -> None:
    with tokyo_store.database.transaction() as session:
        secret, _ = tokyo_store.api_keys.create(session, "tool", [Scope.READ], NOW, NOW + timedelta(hours=1))
        tokyo_store.audit.append(session, "test", "key.create", "x")
    assert tokyo_store.audit.verify().error is None
    assert tokyo_store.api_keys.authenticate(secret, NOW + timedelta(minutes=59))
    assert tokyo_store.api_keys.authenticate(secret, NOW + timedelta(hours=1)) is None


def test_restarted_database_is_reconnected(tokyo_store: DecisionStore) -> None:
    assert tokyo_store.list() == ()
    others = create_engine(tokyo_store.database.engine.url)
    with others.connect() as connection:
        same_database = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {same_database}"))
    others.dispose()
    assert tokyo_store.list() == ()


def test_deliveries_reviews_and_erasures_do_not_deadlock(
    tokyo_store: DecisionStore, case: Case, decide: Callable[..., Decision]
) -> None:
    store, count = replace(tokyo_store, notifier=FakeNotifier()), 12
    for number in range(count):
        creator = case.model_copy(update={"creator_id": f"cr_{number % 3}"})
        store.save(creator, decide(f"d{number}", "HLT-2.1"))

    def overturn(number: int) -> None:
        overturned = Review(
            review_id=f"r{number}",
            decision_id=f"d{number}",
            action=ReviewAction.OVERTURN,
            outcome=Outcome.NO_VIOLATION,
            reason="I read it.",
            reviewer="ana",
            reviewed_at=NOW,
        )
        store.review(overturned, 0, "test")

    messages = store.outbox.due(NOW, count)
    reverse = messages[::-1]
    calls: list[Callable[[], object]] = []
    for number in range(count):
        calls += [
            lambda: store.outbox.reschedule(messages, NOW, "no answer"),
            lambda: store.outbox.reschedule(reverse, NOW, "no answer"),
            lambda number=number: overturn(number),  # type: ignore[misc]
            lambda number=number: store.outbox.mark_delivered((reverse[number], *messages), NOW),  # type: ignore[misc]
        ]
    calls += [
        lambda: Erasure(store.database).erase_creator("cr_0", "test"),
        lambda: store.outbox.mark_dead(reverse, "gone"),
    ]
    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(call) for call in calls]:
            future.result()
    assert store.audit.verify().error is None
    assert len(store.outbox.list(limit=99)) <= 2 * count
    assert {m.status for m in store.outbox.list(limit=99) if m.corrects is None} == {"delivered"}
