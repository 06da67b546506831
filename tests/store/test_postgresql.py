"""The record on a real PostgreSQL whose clock is set to another zone than ours."""

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
from store.audit import Entry
from store.decision_rows import Record
from store.decisions import DecisionStore, open_store
from store.erasure import Erasure
from tests.api.processes import needs_postgres, new_database
from tests.store.recorder import Scribe

pytestmark = [pytest.mark.slow, needs_postgres]
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def far_away(tmp_path: Path) -> Iterator[DecisionStore]:
    url = new_database(tmp_path)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {url.rpartition('/')[2]} SET timezone = 'Asia/Tokyo'"))
    engine.dispose()
    with open_store(url) as store:
        yield store


def test_an_instant_stays_the_same_instant(
    far_away: DecisionStore, case: Case, decide: Callable[..., Decision]
) -> None:
    decision = decide("d1", "HLT-2.1")
    far_away.save(case, decision)
    far_away.save(case, decision)
    assert far_away.get("d1") == Record(case, decision)
    assert [summary.decided_at for summary in far_away.list()] == [decision.decided_at]


def test_the_chain_holds_and_a_key_ends_in_time(far_away: DecisionStore) -> None:
    with far_away.database.transaction() as session:
        secret, _ = far_away.keys.create(session, "tool", [Scope.READ], NOW, NOW + timedelta(hours=1))
        far_away.audit.enter(session, Entry("test", "key.create", "x", "", ""))
    assert far_away.audit.verify().broken is None
    assert far_away.keys.caller(secret, NOW + timedelta(minutes=59))
    assert far_away.keys.caller(secret, NOW + timedelta(hours=1)) is None


def test_a_database_that_was_started_anew_is_asked_anew(far_away: DecisionStore) -> None:
    assert far_away.list() == ()
    others = create_engine(far_away.database.engine.url)
    with others.connect() as connection:
        here = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {here}"))
    others.dispose()
    assert far_away.list() == ()


def test_deliveries_reviews_and_erasing_never_wait_for_each_other_in_a_ring(
    far_away: DecisionStore, case: Case, decide: Callable[..., Decision]
) -> None:
    store, many = replace(far_away, postman=Scribe()), 12
    for number in range(many):
        creator = case.model_copy(update={"creator_id": f"cr_{number % 3}"})
        store.save(creator, decide(f"d{number}", "HLT-2.1"))

    def overturn(number: int) -> None:
        made = Review(
            review_id=f"r{number}",
            decision_id=f"d{number}",
            action=ReviewAction.OVERTURN,
            outcome=Outcome.NO_VIOLATION,
            reason="I read it.",
            reviewer="ana",
            reviewed_at=NOW,
        )
        store.review(made, None, "test")

    read = store.outbox.due(NOW, many)
    back = read[::-1]
    calls: list[Callable[[], object]] = []
    for number in range(many):
        calls += [
            lambda: store.outbox.postpone(read, NOW, "no answer"),
            lambda: store.outbox.postpone(back, NOW, "no answer"),
            lambda number=number: overturn(number),  # type: ignore[misc]
            lambda number=number: store.outbox.delivered((back[number], *read), NOW),  # type: ignore[misc]
        ]
    calls += [lambda: Erasure(store.database).creator("cr_0", "test"), lambda: store.outbox.bury(back, "gone")]
    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(call) for call in calls]:
            future.result()
    assert store.audit.verify().broken is None
    assert len(store.outbox.list(limit=99)) <= 2 * many
    assert {m.status for m in store.outbox.list(limit=99) if m.corrects is None} == {"delivered"}
