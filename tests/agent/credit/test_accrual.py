"""Credit is accrued from the decision log: day by day, once, and on after a kill."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from agent.credit.accrual import Accrual, AccrualReport
from agent.credit.rules import CreditRules
from agent.credit.rules_file import read_credit_rules
from agent.credit.sales import SalesSource
from domain.errors import InputError
from policies.library import Library
from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore, open_store
from tests.agent.credit.decisions import GivenSales
from tests.agent.credit.stored import FIRST_AT, Decide, all_lines, at, lines_of, review, save

ROOT = Path(__file__).parents[3]
RULES = read_credit_rules()
NOW = at(61)
SALES = GivenSales({"cr_maya": 100, "cr_li": 100})
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import Engine, event
from agent.credit.accrual import Accrual
from agent.credit.rules_file import read_credit_rules
from policies.corpus_path import BUNDLED_CORPUS
from policies.library import load_library
from store.decisions import open_store
from tests.agent.credit.test_accrual import SALES

left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *_):
    global left
    if statement.startswith("INSERT INTO credit_lines"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

now = lambda: datetime(2026, 8, 1, tzinfo=UTC)
store = open_store(sys.argv[1])
Accrual(store.database, load_library(BUNDLED_CORPUS), read_credit_rules(), SALES, "killed", now).run()
"""


def accrue(
    store: DecisionStore,
    library: Library,
    day: int | None = None,
    *,
    rules: CreditRules = RULES,
    sales: SalesSource | None = SALES,
    now: datetime = NOW,
) -> AccrualReport:
    last = None if day is None else FIRST_AT.date() + timedelta(days=day)
    return Accrual(store.database, library, rules, sales, "test", lambda: now).run(last)


def test_lines_follow_from_the_decision_log(store: DecisionStore, library: Library) -> None:
    report = accrue(store, library)
    assert (report.days, report.first_day, report.last_day) == (61, date(2026, 6, 1), date(2026, 7, 31))
    assert lines_of(store) == [
        (2, "violation", -12),
        (14, "compliant_post", 1),
        (16, "compliant_post", 1),
        (18, "compliant_post", 1),
        (35, "correction", 1),
        (35, "violation", -6),
    ]
    assert lines_of(store, "cr_li") == [
        (3, "violation", -12),
        (15, "compliant_post", 1),
        (17, "compliant_post", 1),
        (19, "compliant_post", 1),
        (20, "compliant_post", 1),
        (20, "overturned", 12),
    ]
    assert (report.earned, report.lost, report.restored, report.expired, report.lines) == (8, 3, 1, 0, 12)


def test_second_run_changes_nothing_and_a_later_day_goes_on(store: DecisionStore, library: Library) -> None:
    accrue(store, library, 10)
    assert lines_of(store) == [(2, "violation", -12)]
    before = all_lines(store)
    again = accrue(store, library, 10)
    assert (again.days, again.first_day, again.last_day, again.lines) == (0, None, date(2026, 6, 11), 0)
    assert all_lines(store) == before
    accrue(store, library)
    in_steps = all_lines(store)
    assert Counter(line.line_id for line in in_steps).most_common(1)[0][1] == 1
    assert len(in_steps) == 12


def test_what_is_stored_stays_as_the_audit_log_says(store: DecisionStore, library: Library) -> None:
    accrue(store, library, 5)
    entries = [entry for entry in store.audit.entries() if entry.action == "credit.accrue"]
    logged = [(entry.subject, entry.after) for entry in entries]
    assert logged[2:5] == [("2026-06-03", "1 lines"), ("2026-06-04", "1 lines"), ("2026-06-05", "0 lines")]
    assert {entry.actor for entry in entries} == {"test"}
    assert (store.audit.verify().error, compare_with_log(store.database).problems) == (None, ())


@pytest.mark.parametrize("written", [0, 1, 4])
def test_run_that_was_killed_goes_on_where_it_ended(
    store: DecisionStore, library: Library, url: str, tmp_path: Path, decide: Decide, written: int
) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", KILLED, url, str(written)]
    killed = subprocess.run(command, env=environment, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert len(all_lines(store)) >= written
    accrue(store, library)
    from tests.agent.credit.stored import fill

    with open_store(f"sqlite:///{tmp_path}/other.db") as other:
        fill(other, decide)
        accrue(other, library)
        assert all_lines(store) == all_lines(other)


def test_review_of_a_later_day_is_counted_by_the_next_run(
    store: DecisionStore, library: Library, decide: Decide
) -> None:
    accrue(store, library, 40)
    late = save(store, decide, "late", 38, "HLT-2.1")  # arrives after its day is accrued
    review(store, late, 39, "HLT-2.1")
    accrue(store, library, 41)
    assert lines_of(store)[-1] == (41, "violation", -12)


def test_days_that_have_not_ended_are_refused(store: DecisionStore, library: Library) -> None:
    for day in (61, 900):
        with pytest.raises(InputError, match=r"has not ended \(days are in UTC\): choose 2026-07-31 or an earlier day"):
            accrue(store, library, day)
    assert all_lines(store) == ()


def test_changed_rules_need_a_new_version(store: DecisionStore, library: Library) -> None:
    accrue(store, library, 10)
    violation = RULES.violation.model_copy(update={"medium": 7})
    changed = RULES.model_copy(update={"violation": violation})
    with pytest.raises(InputError, match="give the rules a new version"):
        accrue(store, library, rules=changed)
    accrue(store, library, rules=changed.model_copy(update={"version": "2"}))
    versions = {line.line_id: (line.rule_version, line.points) for line in all_lines(store)}
    assert versions["lose:dec_confirmed:1"] == ("1", -12)
    assert versions["restore:lose:dec_overturned:1"] == ("1", 12)  # what it gives back was taken under version 1
    assert versions["lose:dec_machine:1"] == ("2", -7)


def test_without_a_warehouse_the_report_says_what_is_not_counted(store: DecisionStore, library: Library) -> None:
    report = accrue(store, library, sales=None)
    assert report.earned == 1  # the correction needs no sales
    assert report.notes == ("there is no warehouse of events, so sales cannot be counted: posts earn nothing",)


def test_clauses_that_the_policies_lack_are_named(store: DecisionStore, library: Library, decide: Decide) -> None:
    review(store, save(store, decide, "odd", 1, "ZZZ-9"), 2, "ZZZ-9")
    assert accrue(store, library).unknown_clauses == ("ZZZ-9",)


def test_empty_decision_log_is_accrued(tmp_path: Path, library: Library) -> None:
    with open_store(f"sqlite:///{tmp_path}/empty.db") as empty:
        report = accrue(empty, library)
        assert (report.days, report.lines) == (1, 0)
