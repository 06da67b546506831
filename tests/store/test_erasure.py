"""Erasing a creator removes their content from the database; decisions and audit log remain."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlalchemy import select, text

from domain.appeal import Appeal, AppealStatus
from domain.assessment import Assessment, PriorityLevel, ReviewPriority
from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.finding import ContentQuote, ShortlistedClause
from domain.message import MessageStatus, Notification
from domain.notice import Notice
from domain.review import Review, ReviewAction
from domain.verdict import Outcome, Reason
from store.audit_comparison import compare_with_log
from store.decision_log import StoreDecisionLog
from store.decisions import DecisionStore, open_store
from store.erasure import Erasure, without_content
from store.errors import CaseErased, DecisionConflict
from store.purge import purge, rewrite
from store.schema import ERASED, InFlightRow
from store.service_schema import BatchItemRow
from tests.store.conftest import BASIS, add_batch
from tests.store.databases import needs_postgres, new_database
from tests.store.fake_notifier import FakeNotifier

Decide = Callable[..., Decision]
WORD = "xylographer"


def test_no_content_of_the_creator_is_left_in_the_file(
    store: DecisionStore, case: Case, decide: Decide, tmp_path: Path
) -> None:
    content = (ContentItem(id="i1", text=f"I am {WORD}"), *case.content)
    own_case = case.model_copy(update={"creator_id": f"cr_{WORD}", "content": content})
    decision = decide("d1", "HLT-2.1")
    message = decision.education.model_copy(update={"body": f"Dear {WORD}"})
    store.save(own_case, decision.model_copy(update={"education": message}))
    store.save(case, decide("d2", "HLT-2.1"))
    assert Erasure(store.database).erase_creator(f"cr_{WORD}", "test") == 1
    assert purge(store.database, 0) is None
    erased, other = store.get("d1"), store.get("d2")
    assert erased
    assert other
    assert (erased.case.content[0].text, erased.case.creator_id) == (ERASED, None)
    assert erased.decision.verdict.outcome is decision.verdict.outcome is Outcome.VIOLATION
    assert [f.clause_id for f in erased.decision.verdict.findings] == [f.clause_id for f in decision.verdict.findings]
    assert other.case == case
    assert store.violations.of_creator(f"cr_{WORD}") == ()
    assert store.violations.of_creator("cr_ricardo") != ()
    verification = store.audit.verify()
    assert (verification.entries, verification.error) == (2, None)
    store.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(WORD.encode() not in path.read_bytes() for path in files)


def test_notices_of_the_creator_about_others_lose_their_id(store: DecisionStore, case: Case, decide: Decide) -> None:
    sent, other = (
        Notice.model_validate({"source": "user", "received_at": "2026-11-21T09:30:00+01:00", "notifier_id": name})
        for name in ("cr_anna", "cr_bob")
    )
    for name, notice in (("d1", sent), ("d2", other), ("d3", None)):
        store.save(case.model_copy(update={"notice": notice}), decide(name, "HLT-2.1"))
    add_batch(store, "bat_1", [case.model_copy(update={"notice": sent})], datetime(2026, 11, 21, tzinfo=UTC))
    assert Erasure(store.database).erase_creator("cr_anna", "test") == 0
    found = [store.get(name) for name in ("d1", "d2", "d3")]
    notices = [one.case.notice for one in found if one]
    assert notices == [sent.model_copy(update={"notifier_id": None}), other, None]
    with store.database.transaction() as session:
        (item,) = session.scalars(select(BatchItemRow))
        assert item.case["notice"]["notifier_id"] is None
    assert store.audit.verify().error is None
    assert compare_with_log(store.database).problems == ()


READER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM decisions").fetchone()
print("reading", flush=True)
sys.stdin.read()
"""


def files_with_word(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()]


def test_open_reader_of_another_process_is_told(
    store: DecisionStore, case: Case, decide: Decide, tmp_path: Path
) -> None:
    content = (ContentItem(id="i1", text=f"I am a {WORD} of the north"),)
    store.save(case.model_copy(update={"content": content}), decide("d1"))
    argv = [sys.executable, "-c", READER, str(tmp_path / "data" / "decisions.db")]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "reading\n"
        Erasure(store.database).erase_creator("cr_ricardo", "test")
        problem = purge(store.database, 0.1)
        assert problem
        assert "its -wal file hold the erased content while another process reads the database: end its" in problem
        assert files_with_word(tmp_path) != []
        reader.communicate("", timeout=10)
    assert purge(store.database, 10) is None
    assert files_with_word(tmp_path) == []


@needs_postgres
def test_open_transaction_of_postgresql_is_told(case: Case, decide: Decide, tmp_path: Path) -> None:
    url = new_database(tmp_path)
    with open_store(url) as store, open_store(url) as other:
        store.save(case, decide("d1"))
        with other.database.engine.connect() as reader:
            reader.execution_options(isolation_level="REPEATABLE READ")
            reader.execute(text("SELECT count(*) FROM decisions"))
            pid = reader.execute(text("SELECT pg_backend_pid()")).scalar_one()
            Erasure(store.database).erase_creator("cr_ricardo", "test")
            problem = purge(store.database, 0.1)
        assert problem
        tables = "decision_states, decisions, search_words"
        assert f"in the files of {tables} because of an open transaction (process {pid}): end it" in problem
        assert purge(store.database, 10) is None


def test_content_in_free_pages_goes_when_the_file_is_written_anew(
    store: DecisionStore, case: Case, decide: Decide, tmp_path: Path
) -> None:
    """Another program deleted the row, without overwriting it."""
    with closing(sqlite3.connect(tmp_path / "data" / "decisions.db")) as other, other:
        other.execute("PRAGMA secure_delete = OFF")
        other.execute("CREATE TABLE notes (text TEXT)")
        other.execute("INSERT INTO notes VALUES (?)", (WORD * 1000,))
        other.execute("DROP TABLE notes")
    assert purge(store.database, 1) is None
    assert files_with_word(tmp_path) == ["decisions.db"]
    assert rewrite(store.database, 1) is None
    assert files_with_word(tmp_path) == []


def test_messages_and_batch_items_of_the_creator_are_cancelled(
    store: DecisionStore, case: Case, decide: Decide
) -> None:
    replace(store, notifier=FakeNotifier()).save(case, decide("d1", "HLT-2.1"))
    now = datetime.now(UTC)
    add_batch(store, "bat_1", [case], now)
    Erasure(store.database).erase_creator("cr_ricardo", "test")
    assert store.outbox.due(now, 10) == ()
    assert store.outbox.count(MessageStatus.SUPERSEDED) == 1
    assert store.batches.list_open() == ()
    (item,) = store.batches.items("bat_1")
    assert (item.done, item.error) == (True, ERASED)


def test_decision_in_flight_is_not_saved(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    store, log = any_store, StoreDecisionLog(any_store, decided_by="test")
    log.begin(case, "d1", BASIS)
    Erasure(store.database).erase_creator("cr_ricardo", "test")
    with pytest.raises(CaseErased, match="submit it again"):
        log.save(case, decide("d1"))
    assert (store.get("d1"), store.in_flight.interrupted()) == (None, ())
    log.begin(case, "d2", BASIS)  # submitted after the erasure
    log.save(case, decide("d2"))
    log.save(case, decide("d2"))
    assert [entry.action for entry in store.audit.entries()] == ["erase", "decision.create"]


def test_erased_decision_is_not_resumed(any_store: DecisionStore, case: Case) -> None:
    any_store.in_flight.begin(case, "d1", BASIS)
    resumed = StoreDecisionLog(any_store, resumed=True)
    resumed.begin(case, "d1", BASIS)
    Erasure(any_store.database).erase_creator("cr_ricardo", "test")
    with pytest.raises(CaseErased, match="was erased, or another process decided it"):
        resumed.begin(case, "d1", BASIS)
    with any_store.database.transaction() as session:
        assert session.scalars(select(InFlightRow)).all() == []


def test_conflict_with_an_erased_decision_leaves_no_in_flight_entry(
    any_store: DecisionStore, case: Case, decide: Decide
) -> None:
    any_store.save(case, decide("d1"))
    Erasure(any_store.database).erase_creator("cr_ricardo", "test")
    any_store.in_flight.begin(case, "d1", BASIS)
    with pytest.raises(DecisionConflict):
        any_store.save(case, decide("d1"))
    with any_store.database.transaction() as session:
        assert session.scalars(select(InFlightRow)).all() == []


def test_erased_batch_item_is_not_started(any_store: DecisionStore, case: Case) -> None:
    store, log = any_store, StoreDecisionLog(any_store, batch_item=("bat_1", 0))
    add_batch(store, "bat_1", [case], datetime.now(UTC))
    (item,) = store.batches.unfinished_items("bat_1", 0, 1)
    Erasure(store.database).erase_creator("cr_ricardo", "test")
    with pytest.raises(CaseErased):
        log.begin(case, item.decision_id, BASIS)
    with store.database.transaction() as session:
        assert session.scalars(select(InFlightRow)).all() == []


def test_decision_saved_while_an_erasure_waits_is_erased(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    """Another process starts to erase between the first write of the save and its end."""
    url = any_store.database.engine.url.render_as_string(hide_password=False)
    any_store.in_flight.begin(case, "d1", BASIS)
    erasures: list[Future[int]] = []
    with ThreadPoolExecutor(1) as pool, open_store(url) as other:

        class ErasingNotifier(FakeNotifier):
            def for_decision(self, case: Case, decision: Decision) -> Notification | None:
                erasures.append(pool.submit(Erasure(other.database).erase_creator, "cr_ricardo", "test"))
                time.sleep(0.2)
                return super().for_decision(case, decision)

        replace(any_store, notifier=ErasingNotifier()).save(case, decide("d1", "HLT-2.1"), "test")
        assert erasures[0].result() == 1
    erased = any_store.get("d1")
    assert erased
    assert (erased.case.creator_id, erased.case.content[0].text) == (None, ERASED)
    assert any_store.violations.of_creator("cr_ricardo") == ()


def test_second_decision_and_message_after_the_erasure_are_not_stored(
    any_store: DecisionStore, case: Case, decide: Decide
) -> None:
    store, decision = replace(any_store, notifier=FakeNotifier()), decide("d1", "HLT-2.1")
    store.save(case, decision)
    appeal = Appeal(
        appeal_id="app_1", decision_id="d1", statement="No.", status=AppealStatus.OPEN, created_at=datetime.now(UTC)
    )
    with store.database.write_transaction() as session:
        store.appeals.create(session, appeal)
    Erasure(store.database).erase_creator("cr_ricardo", "test")
    store.appeals.record_second_decision("app_1", decision)
    erased = store.appeals.get("app_1")
    assert erased
    assert (erased.status, erased.second_decision) == (AppealStatus.RE_REVIEWED, None)
    review = Review(
        review_id="rev_1",
        decision_id="d1",
        action=ReviewAction.UPHOLD,
        outcome=Outcome.VIOLATION,
        violated=("HLT-2.1",),
        reason="I read it.",
        reviewer="ana",
        reviewed_at=datetime.now(UTC),
    )
    with pytest.raises(CaseErased, match="nothing is left to decide"):
        store.review(review, 0, "test")
    store.review(review, 0, "test", "app_1")
    assert store.outbox.due(datetime.now(UTC), 10) == ()
    late = appeal.model_copy(update={"appeal_id": "app_2"})
    with pytest.raises(CaseErased), store.database.write_transaction() as session:
        store.appeals.create(session, late)


def test_erased_decision_has_only_known_fields(decide: Decide) -> None:
    """`model_copy(update=...)` accepts any name, so a renamed field would go unnoticed."""
    erased = without_content(decide("d1", "HLT-2.1"))
    assert unknown_fields(erased) == []
    assert Decision.model_validate_json(erased.model_dump_json()) == erased


def test_shortlist_quotes_nothing_after_the_erasure(decide: Decide) -> None:
    quote = ContentQuote(item_id="t1", start=0, end=6, text="secret")
    listed = ShortlistedClause(clause_id="HLT-2.1", title="Cures", probability=0.5, similarity=0.4, quote=quote)
    decision = decide("d1", "HLT-2.1")
    verdict = decision.verdict.model_copy(update={"shortlist": (listed,)})
    assert "secret" not in without_content(decision.model_copy(update={"verdict": verdict})).model_dump_json()


def test_assessment_is_gone_after_the_erasure(decide: Decide) -> None:
    """It names the creator, their posts and what connects them with others."""
    day = date(2026, 11, 20)
    priority = ReviewPriority(level=PriorityLevel.HIGH, reasons=(Reason(text="grp_1 with the creator"),))
    assessment = Assessment(creator_id="cr_ricardo", first_day=day, last_day=day, priority=priority)
    erased = without_content(decide("d1").model_copy(update={"assessment": assessment}))
    assert erased.assessment is None
    assert "grp_1" not in erased.model_dump_json()


def unknown_fields(value: object) -> list[str]:
    if isinstance(value, BaseModel):
        unknown = vars(value).keys() - type(value).model_fields.keys()
        return [*unknown, *(name for field in vars(value).values() for name in unknown_fields(field))]
    return [name for item in value for name in unknown_fields(item)] if isinstance(value, tuple) else []
