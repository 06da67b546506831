"""Databases of every older form, with data in them, opened by today's program."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from domain.case import Case
from domain.decision import Decision
from domain.message import MessageStatus
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.database import open_database
from store.decision_rows import Record
from store.decisions import open_store
from store.migration import STEPS
from store.schema import VERSION
from store.service_schema import TABLES
from store.violations import ViolationEntry
from tests.api.processes import STORES, new_database
from tests.store.recorder import Scribe

Decide = Callable[..., Decision]
FORM_1 = (Path(__file__).parent / "form_1.sql").read_text(encoding="utf-8")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as the first Clausewise made it."""
    path = tmp_path / "clausewise.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FORM_1)
    return path


def put(path: Path, case: Case, decision: Decision, *violated: str) -> None:
    verdict, at = decision.verdict, f"{decision.decided_at:%Y-%m-%d %H:%M:%S.%f}"
    row = (decision.decision_id, case.id, case.creator_id, at, verdict.outcome, verdict.confidence, verdict.summary)
    with closing(sqlite3.connect(path)) as connection, connection:
        whole = (*row, case.model_dump_json(), decision.model_dump_json())
        connection.execute("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", whole)
        rows = [(decision.decision_id, clause_id) for clause_id in violated]
        connection.executemany("INSERT INTO violated_clauses VALUES (?, ?)", rows)


def test_a_database_of_the_first_form_keeps_its_rows(old: Path, case: Case, decide: Decide) -> None:
    first = decide("d1", "DSC-1.1", "HLT-2.1")
    unsure = decide("d2", "HLT-2.1", outcome=Outcome.NEEDS_REVIEW, hour=1)
    put(old, case, first, "DSC-1.1", "HLT-2.1")
    put(old, case, unsure, "HLT-2.1")
    with open_store(f"sqlite:///{old}") as store:
        assert (store.get("d1"), store.get("d2")) == (Record(case, first), Record(case, unsure))
        assert [summary.decision_id for summary in store.list(clause="HLT-2.1")] == ["d2", "d1"]
        day = date(2026, 11, 20)
        assert store.violations.of("cr_ricardo") == (
            ViolationEntry("d1", "DSC-1.1", "cr_ricardo", day, True),
            ViolationEntry("d1", "HLT-2.1", "cr_ricardo", day, True),
        )
        store.save(case, decide("d3"))


@pytest.mark.parametrize("before", [None, "old"])
def test_the_steps_end_in_the_tables_that_the_program_uses(
    before: str | None, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(before) if before else tmp_path / "new.db"
    database = open_database(f"sqlite:///{path}")
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), TABLES)
        version = connection.scalar(text("SELECT version FROM store_version"))
    database.engine.dispose()
    assert (differences, version) == ([], VERSION)


def test_a_database_left_half_made_is_made_whole(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("DROP TABLE pending")
        connection.execute("DROP TABLE store_version")
    with open_store(f"sqlite:///{old}") as store:
        assert store.in_flight.pending() == ()


def test_a_step_that_fails_leaves_the_database_as_it_was(old: Path, case: Case, decide: Decide) -> None:
    put(old, case, decide("d1", "HLT-2.1"), "HLT-2.1")
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE decisions SET decision = '{}'")
        before = list(connection.iterdump())
    with pytest.raises(Exception, match="damaged"):
        open_store(f"sqlite:///{old}")
    with closing(sqlite3.connect(old)) as connection:
        assert list(connection.iterdump()) == before


def test_of_many_that_open_an_old_database_at_once_one_migrates(old: Path, case: Case, decide: Decide) -> None:
    put(old, case, decide("d1", "HLT-2.1"), "HLT-2.1")

    def entries(_: int) -> int:
        with open_store(f"sqlite:///{old}") as store:
            return len(store.violations.of("cr_ricardo"))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(entries, range(4))) == [1] * 4


OUTBOX_3 = """INSERT INTO outbox (message_id, decision_id, creator_id, outcome, clauses, message, status, not_before,
attempts, trouble, created_at, delivered_at) VALUES ('msg_d1', 'd1', 'cr_1', 'violation', '["HLT-2.1"]',
'{"locale": "en", "subject": "s", "body": "b"}', 'delivered', '2026-11-21 00:30:00.0', 0, '', '2026-11-21 00:30:00.0',
'2026-11-21 00:31:00.0')"""


@pytest.mark.parametrize("kind", STORES)
def test_messages_of_the_third_form_are_kept(kind: str, tmp_path: Path, case: Case, decide: Decide) -> None:
    url = new_database(tmp_path) if kind == "postgresql" else f"sqlite:///{tmp_path}/old.db"
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "3")
        connection.execute(text("INSERT INTO store_version VALUES (1, 3)"))
        row = {"case": case.model_dump_json(), "decision": decide("d1", "HLT-2.1").model_dump_json()}
        decision = "VALUES ('d1', 'c1', 'cr_1', '2026-11-21 00:30:00.0', 'violation', 1, '', :case, :decision)"
        connection.execute(text(f"INSERT INTO decisions {decision}"), row)
        connection.execute(text(OUTBOX_3.replace(":", r"\:")))
    engine.dispose()
    with open_store(url) as store:
        (message,) = store.outbox.list()
        assert (message.message_id, message.status, message.corrects) == ("msg_d1", MessageStatus.DELIVERED, None)
        overturned = Review(
            review_id="r1",
            decision_id="d1",
            action=ReviewAction.OVERTURN,
            outcome=Outcome.NO_VIOLATION,
            reason="I read it.",
            reviewer="ana",
            reviewed_at=message.created_at + timedelta(days=1),
        )
        replace(store, postman=Scribe()).review(overturned, None, "test")
        assert [one.corrects for one in store.outbox.list()] == [None, "msg_d1"]


def test_a_step_is_never_forgotten_in_the_version() -> None:
    steps = [path for path in (STEPS / "versions").glob("*.py") if path.stem != "__init__"]
    assert len(steps) == VERSION
