"""Statements are submitted to a double of the database: nothing is lost and nothing is doubled, whatever it answers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.settings import Settings
from agent.statements.builder import StatementBuilder
from agent.statements.measures import read_measures
from agent.statements.reader import StatementReader
from agent.statements.submission import Submission, SubmissionReport
from api.statements.client import ReceiverNotSet, TransparencyDatabase, open_receiver
from domain.statement import StatementStatus
from policies.library import Library
from policies.parsing.policy_file import read_policy
from store.decisions import DecisionStore, open_store
from store.statements.submissions import NewStatement
from tests.agent.statements.conftest import POLICY, make_decision
from tests.api.statements.database_double import TOKEN, Double, answering, breaking, database_double, hanging

LOCALHOST = frozenset({"localhost"})


@pytest.fixture
def double() -> Iterator[Double]:
    with database_double() as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DecisionStore]:
    with open_store(f"sqlite:///{tmp_path}/decisions.db") as opened:
        yield opened


def reader_of(store: DecisionStore) -> StatementReader:
    library = Library("Ours", (read_policy(POLICY, "claims.md"),))
    return StatementReader(store, StatementBuilder(library, read_measures(), submit_unreviewed=True))


def decide(store: DecisionStore, count: int, first: int = 0) -> None:
    for n in range(first, first + count):
        store.save(*make_decision(f"d{n:03}", "HLT-1", creator_id=f"cr_{n}"))


def submission(store: DecisionStore, double: Double, token: str = TOKEN, **fields: Any) -> Submission:
    receiver = TransparencyDatabase(double.url, token, LOCALHOST, timeout_seconds=fields.pop("timeout", 5.0))
    return Submission(reader_of(store).submissions, receiver, "test", 5.0, **fields)


def submit(store: DecisionStore, double: Double, **fields: Any) -> SubmissionReport:
    return submission(store, double, **fields).run(reader_of(store).ready)


def statuses(store: DecisionStore) -> set[StatementStatus]:
    return {one.status for one in reader_of(store).all()}


def test_batches_of_at_most_a_hundred_are_accepted_once(store: DecisionStore, double: Double) -> None:
    decide(store, 103)
    assert submit(store, double) == SubmissionReport(accepted=103)
    assert double.posts() == [100, 3]
    assert submit(store, double) == SubmissionReport()
    assert double.posts() == [100, 3]
    found = reader_of(store).get("d000")
    assert found is not None
    assert found.submitted is not None
    assert (found.status, found.submitted.receiver_id) == (StatementStatus.ACCEPTED, "uuid-d000")
    assert double.stored["d000"]["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert store.audit.verify().error is None


def test_invalid_statement_is_refused_and_the_others_are_sent(store: DecisionStore, double: Double) -> None:
    decide(store, 3)
    due = [*reader_of(store).ready()]
    broken = NewStatement("d001", "d001", {**due[1].record, "category": "OTHER"})
    report = submission(store, double).run(lambda: [due[0], broken, due[2]])
    assert report.accepted == 2
    assert report.refused == {"d001": {"category": ("The selected category is invalid.",)}}
    assert sorted(double.stored) == ["d000", "d002"]
    refused = reader_of(store).get("d001")
    assert refused is not None
    assert refused.status is StatementStatus.REFUSED
    assert submission(store, double).run(lambda: [broken]) == SubmissionReport()  # not again as it is
    assert submit(store, double).accepted == 1  # once it has changed
    assert sorted(double.stored) == ["d000", "d001", "d002"]


@pytest.mark.parametrize("shows", [True, False])
def test_statement_that_the_database_has_already_is_never_doubled(
    store: DecisionStore, double: Double, shows: bool
) -> None:
    decide(store, 3)
    record = next(one.record for one in reader_of(store).ready() if one.puid == "d001")
    double.stored["d001"], double.shows = {**record, "uuid": "old"}, shows
    report = submit(store, double)
    assert (report.accepted, report.existing, report.stopped) == (2, 1, "")
    assert double.stored["d001"]["uuid"] == "old"
    found = reader_of(store).get("d001")
    assert found is not None
    assert found.submitted is not None
    assert found.submitted.receiver_id == ("old" if shows else "")
    assert statuses(store) == {StatementStatus.ACCEPTED}


@pytest.mark.parametrize(
    ("fault", "words"),
    [(answering(401), "TOKEN"), (answering(403), "TOKEN"), (answering(404), "CLAUSEWISE_STATEMENTS__URL")],
)
def test_answer_that_only_an_operator_can_fix_ends_the_run(
    store: DecisionStore, double: Double, fault: Any, words: str
) -> None:
    decide(store, 2)
    double.faults = [fault]
    report = submit(store, double, max_wait_seconds=60)
    assert (report.accepted, report.in_doubt) == (0, 0)
    assert words in report.stopped
    assert statuses(store) == {StatementStatus.READY}
    assert submit(store, double).accepted == 2


def test_wrong_token_is_named_and_never_shown(store: DecisionStore, double: Double) -> None:
    decide(store, 1)
    run = submission(store, double, token="wrong|token")
    assert "wrong|token" not in repr(run)
    report = run.run(reader_of(store).ready)
    assert "the receiver answered 401" in report.stopped
    assert "wrong" not in report.stopped


def test_retry_after_is_obeyed_also_by_the_next_run(store: DecisionStore, double: Double) -> None:
    decide(store, 2)
    double.faults = [answering(429, Retry_After="120")]
    report = submit(store, double, max_wait_seconds=5)
    assert report.not_before is not None
    assert 100 < (report.not_before - datetime.now(UTC)).total_seconds() <= 120
    assert "asked to wait" in submit(store, double).stopped
    assert double.posts() == [2]
    later = lambda: datetime.now(UTC) + timedelta(minutes=3)  # noqa: E731
    assert submit(store, double, now=later).accepted == 2


def test_run_waits_as_long_as_it_may(store: DecisionStore, double: Double) -> None:
    decide(store, 2)
    double.faults = [answering(429), answering(500), answering(503)]
    slept: list[float] = []
    report = submit(store, double, max_wait_seconds=60, sleep=slept.append)
    assert report.accepted == 2
    assert slept == [1.0, 2.0, 4.0]
    assert len(double.stored) == 2


@pytest.mark.parametrize("fault", [answering(500), answering(502), hanging, breaking])
@pytest.mark.parametrize("is_stored", [True, False])
@pytest.mark.parametrize("shows", [True, False])
def test_lost_answer_neither_loses_nor_doubles(
    store: DecisionStore, double: Double, fault: Any, is_stored: bool, shows: bool
) -> None:
    decide(store, 2)
    double.shows = shows
    (double.after if is_stored else double.faults).append(fault)
    report = submit(store, double, timeout=0.6)
    assert (report.accepted, report.in_doubt) == (0, 2)
    assert "the next run asks for these statements first" in report.stopped
    assert statuses(store) == {StatementStatus.SENDING}
    decide(store, 1, first=2)
    report = submit(store, double)
    assert (report.accepted + report.existing, report.in_doubt, report.stopped) == (3, 0, "")
    assert sorted(double.stored) == ["d000", "d001", "d002"]
    assert report.existing == (2 if is_stored else 0)
    assert statuses(store) == {StatementStatus.ACCEPTED}


def test_unreachable_receiver_leaves_nothing_in_doubt(store: DecisionStore) -> None:
    decide(store, 1)
    with database_double() as gone:
        pass
    report = submit(store, gone)
    assert report.in_doubt == 0
    assert "could not be reached" in report.stopped
    assert statuses(store) == {StatementStatus.READY}


def test_refusal_that_names_no_statement_ends_the_run(store: DecisionStore, double: Double) -> None:
    decide(store, 1)
    double.faults = [answering(422)]
    assert "named no statement" in submit(store, double, max_wait_seconds=9).stopped
    assert statuses(store) == {StatementStatus.READY}


def test_address_inside_the_network_is_refused(store: DecisionStore, double: Double) -> None:
    decide(store, 1)
    run = submission(store, double)
    guarded = replace(run, receiver=TransparencyDatabase(double.url, TOKEN))
    assert "CLAUSEWISE_STATEMENTS__URL cannot be called" in guarded.run(reader_of(store).ready).stopped
    assert double.requests == []


def test_missing_setting_is_named(tmp_path: Path) -> None:
    for fields, name in (({}, "URL"), ({"url": "https://x.example"}, "TOKEN")):
        settings = Settings.model_validate({"data_dir": tmp_path, "statements": fields})
        with pytest.raises(ReceiverNotSet, match=f"CLAUSEWISE_STATEMENTS__{name}"):
            open_receiver(settings)


def test_no_record_that_was_sent_holds_personal_data(store: DecisionStore, double: Double) -> None:
    decide(store, 2)
    submit(store, double)
    written = json.dumps(double.stored)
    assert [secret for secret in ("anna", "1234567", "cr_0") if secret in written] == []
