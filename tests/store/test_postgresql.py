"""The record on a real PostgreSQL whose clock is set to another zone than ours."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from domain.access import Scope
from domain.case import Case
from domain.decision import Decision
from store.audit import Entry
from store.decisions import DecisionStore, open_store
from store.kept import Record
from tests.api.processes import needs_postgres, new_database

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
    far_away.keep(case, decision)
    far_away.keep(case, decision)
    assert far_away.get("d1") == Record(case, decision)
    assert [summary.decided_at for summary in far_away.list()] == [decision.decided_at]


def test_the_chain_holds_and_a_key_ends_in_time(far_away: DecisionStore) -> None:
    with far_away.database.transaction() as session:
        secret, _ = far_away.keys.create(session, "tool", [Scope.READ], NOW, NOW + timedelta(hours=1))
        far_away.audit.enter(session, Entry("test", "key.create", "x", "", ""))
    assert far_away.audit.verify().broken is None
    assert far_away.keys.caller(secret, NOW + timedelta(minutes=59))
    assert far_away.keys.caller(secret, NOW + timedelta(hours=1)) is None
