"""The transparency report adds up to the decision log, to the last decision, in both directions."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.settings import Settings
from agent.statements.builder import StatementBuilder
from agent.statements.measures import read_measures
from agent.statements.reader import StatementReader
from domain.appeal import Appeal, AppealStatus
from domain.errors import InputError
from domain.ladder import EnforcementAction
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from insights.transparency.cell import CellSource, median
from insights.transparency.rendering import COLUMNS, to_csv, to_markdown
from insights.transparency.report import TransparencyReport, transparency_report
from policies.library import Library
from policies.parsing.policy_file import read_policy
from store.decisions import DecisionStore, open_store
from tests.agent.statements.conftest import AT, POLICY, make_decision, review

DAY = date(2026, 11, 21)
NOW = datetime(2026, 12, 31, tzinfo=UTC)
ACTIONS = (EnforcementAction.WARNING, EnforcementAction.FEATURE_LIMIT, EnforcementAction.SUSPENSION)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DecisionStore:
    """Thirty decisions of one day and one of the next, some reviewed, some appealed."""
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('log')}/decisions.db")
    for n in range(30):
        outcome = (Outcome.VIOLATION, Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW)[n % 4]
        violated = ("HLT-1", "IPR-1", "PRH-1")[n % 3 : n % 3 + 1] if outcome is Outcome.VIOLATION else ()
        market = ("DE", "FR", None)[n % 3]
        made = make_decision(
            f"d{n:02}",
            *violated,
            action=ACTIONS[n % 3],
            outcome=outcome,
            market=market,
            creator_id=f"cr_{n % 5}",
        )
        opened.save(*made)
    opened.save(*make_decision("later", "HLT-1", hours=24))
    review(opened, "d00", Outcome.VIOLATION, "HLT-1")
    review(opened, "d04", Outcome.NO_VIOLATION)
    review(opened, "d02", Outcome.VIOLATION, "HLT-1")
    for name, answer in (("d01", ReviewAction.OVERTURN), ("d05", ReviewAction.UPHOLD), ("d09", None)):
        _appeal(opened, name, answer)
    return opened


def _appeal(store: DecisionStore, decision_id: str, answer: ReviewAction | None) -> None:
    appeal = Appeal(
        appeal_id=f"app_{decision_id}",
        decision_id=decision_id,
        statement="No.",
        status=AppealStatus.OPEN,
        created_at=AT + timedelta(hours=1),
    )
    with store.database.write_transaction() as session:
        store.appeals.create(session, appeal)
    if answer is not None:
        stored = store.get(decision_id)
        assert stored is not None
        upheld = answer is ReviewAction.UPHOLD
        made = Review(
            review_id=f"rev_{decision_id}",
            decision_id=decision_id,
            action=answer,
            outcome=Outcome.VIOLATION if upheld else Outcome.NO_VIOLATION,
            violated=stored.decision.verdict.violated if upheld else (),
            reason="r",
            reviewer="ana",
            reviewed_at=AT + timedelta(hours=7),
        )
        store.review(made, 0, "test", appeal.appeal_id)


@pytest.fixture(scope="module")
def reader(store: DecisionStore) -> StatementReader:
    library = Library("Ours", (read_policy(POLICY, "claims.md"),))
    return StatementReader(store, StatementBuilder(library, read_measures()))


@pytest.fixture(scope="module")
def report(reader: StatementReader) -> TransparencyReport:
    return transparency_report(Settings(), reader, DAY, DAY, NOW)


def test_report_adds_up_to_the_decision_log(store: DecisionStore, report: TransparencyReport) -> None:
    rows = [row for row in store.list(1000) if row.decided_at.date() == DAY]
    assert report.value("Decisions") == len(rows) == 30
    assert sum(value or 0 for value in report.breakdown("Decisions by result").values()) == 30
    results = report.breakdown("Decisions by result")
    by_outcome = Counter(row.current_outcome for row in rows)
    restricting = report.value("Restricting decisions") or 0
    assert restricting + (results["violation, nothing restricted"] or 0) == by_outcome[Outcome.VIOLATION]
    assert results["no violation"] == by_outcome[Outcome.NO_VIOLATION]
    assert results["open: a person must decide"] == by_outcome[Outcome.NEEDS_REVIEW]
    for name in ("category", "measure", "ground", "automated means", "market"):
        assert sum(value or 0 for value in report.breakdown(f"Restricting decisions by {name}").values()) == restricting


def test_decision_log_adds_up_to_the_report(reader: StatementReader, report: TransparencyReport) -> None:
    """From the statements, which are built one by one."""
    built = [one for one in reader.all() if one.decided_at.date() == DAY]
    assert report.value("Restricting decisions") == len(built) > 0
    assert report.breakdown("Restricting decisions by category") == dict(
        Counter(str(one.record["category"]) for one in built if one.record)
    )
    assert report.breakdown("Restricting decisions by market") == dict(
        Counter(one.market or "(no market)" for one in built)
    )
    assert report.breakdown("Restricting decisions by automated means") == dict(
        Counter(one.restriction.automated for one in built)
    )


def test_appeals_reviews_and_times_are_counted(report: TransparencyReport) -> None:
    assert report.value("Complaints received (Art. 20)") == 3
    assert report.breakdown("Complaints by result") == {
        "decision upheld": 1,
        "decision reversed": 1,
        "decision changed in part": 0,
        "open": 1,
    }
    assert report.value("Complaints that are overdue") == 1
    assert report.value("Share of answered complaints that changed the decision") == 0.5
    assert report.value("Median hours from a complaint to its answer") == 6
    assert report.breakdown("Decisions that a person reversed") == {"violation": 2, "no violation": 1}
    errors = next(cell for cell in report.cells if "“violation” that were reviewed" in cell.indicator)
    assert (errors.value, errors.size) == (0.5, 4)
    assert errors.low is not None
    assert errors.high is not None
    assert 0 < errors.low < 0.5 < errors.high < 1
    assert "do not hold" in errors.note or "does not hold" in errors.note


def test_cells_that_a_person_fills_have_no_value(report: TransparencyReport) -> None:
    empty = [cell for cell in report.cells if cell.source is CellSource.PERSON]
    assert len(empty) > 10
    assert {cell.value for cell in empty} == {None}


def test_csv_and_markdown_show_the_same_cells(report: TransparencyReport) -> None:
    rows = [*csv.DictReader(io.StringIO(to_csv(report)))]
    assert tuple(rows[0]) == COLUMNS
    assert [row["indicator"] for row in rows] == [cell.indicator for cell in report.cells]
    numbers = [row["value"] for row in rows if row["indicator"] == "Decisions"]
    assert numbers == ["30"]
    page = to_markdown(report)
    assert page.count("*a person fills this*") == sum(cell.source is CellSource.PERSON for cell in report.cells)
    assert "| Decisions |  | 30 |  |" in page


def test_period_is_checked(reader: StatementReader) -> None:
    with pytest.raises(InputError, match="swap"):
        transparency_report(Settings(), reader, DAY, DAY - timedelta(days=1), NOW)
    with pytest.raises(InputError, match="future"):
        transparency_report(Settings(), reader, date(2027, 1, 1), date(2027, 1, 2), NOW)
    empty = transparency_report(Settings(), reader, date(2026, 1, 1), date(2026, 1, 2), NOW)
    assert (empty.value("Decisions"), empty.value("Median hours from a complaint to its answer")) == (0, None)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_median_lies_in_its_interval(values: list[float]) -> None:
    found = median(values)
    assert found.value is not None
    assert sum(one <= found.value for one in values) * 2 >= len(values)
    if found.low is not None and found.high is not None:
        assert min(values) <= found.low <= found.value <= found.high <= max(values)
