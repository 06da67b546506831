"""Notices in the report, and the tables of the harmonised template: each adds up to the decision log."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent.settings import Settings
from agent.statements.builder import StatementBuilder
from agent.statements.measures import Measure, read_measures
from agent.statements.reader import StatementReader
from domain.notice import AccountType
from domain.review import ReviewAction
from domain.verdict import Outcome
from insights.transparency.report import PeriodCounts, count_period, transparency_report
from insights.transparency.template import template_tables
from policies.library import Library
from policies.parsing.policy_file import read_policy
from store.decisions import DecisionStore, open_store
from tests.agent.statements.conftest import POLICY, make_decision, review
from tests.agent.statements.test_notices import notice
from tests.agent.statements.test_redress import answer, appeal, submit

DAY, NOW = date(2026, 11, 21), datetime(2026, 12, 31, tzinfo=UTC)
SETTINGS = Settings()
Table = list[dict[str, str]]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> StatementReader:
    """Twelve decisions of one day: four without a notice, the others after notices of each kind."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('log')}/decisions.db")
    _own_initiative(store)
    notices = (
        notice(category="scams_and_fraud"),
        notice("trusted_flagger", category="scams_and_fraud"),
        notice("trusted_flagger"),
        notice("authority"),
        notice("user", "terms"),
    )
    for n, one in enumerate(notices):
        store.save(*make_decision(f"n{n}", "PRH-1" if n % 2 else "HLT-1", notice=one, creator_id=f"cr_{n}"))
    store.save(*make_decision("n5", outcome=Outcome.NO_VIOLATION, notice=notice()))
    store.save(*make_decision("n6", outcome=Outcome.NEEDS_REVIEW, notice=notice()))
    later = notice(received_at=datetime(2026, 11, 22, tzinfo=UTC))
    store.save(*make_decision("n7", outcome=Outcome.NO_VIOLATION, notice=later))
    review(store, "n0", Outcome.VIOLATION, "HLT-1", hours=14)
    library = Library("Ours", (read_policy(POLICY, "claims.md"),), {"DE": "Germany"})
    removed = Measure(visibility=("DECISION_VISIBILITY_CONTENT_REMOVED",))
    measures = read_measures().model_copy(update={"violation": removed})
    reader = StatementReader(store, StatementBuilder(library, measures, submit_unreviewed=True))
    submit(reader)
    answer(store, "d0", appeal(store, "d0"), ReviewAction.OVERTURN)
    answer(store, "d1", appeal(store, "d1"))
    return reader


def _own_initiative(store: DecisionStore) -> None:
    for n, clause in enumerate(("HLT-1", "IPR-1", "PRH-1", "PRH-1")):
        store.save(*make_decision(f"d{n}", clause, account_type=AccountType.BUSINESS if n == 1 else None))


@pytest.fixture(scope="module")
def counts(reader: StatementReader) -> PeriodCounts:
    return count_period(SETTINGS, reader, DAY, DAY, NOW)


@pytest.fixture(scope="module")
def tables(counts: PeriodCounts) -> dict[str, Table]:
    return {name: [*csv.DictReader(io.StringIO(text))] for name, text in template_tables(counts).items()}


def test_notices_are_counted_in_every_split(reader: StatementReader) -> None:
    report = transparency_report(SETTINGS, reader, DAY, DAY, NOW)
    total = report.value("Notices that led to a decision")
    assert total == 8
    for name in ("by source", "by ground", "by category", "by action taken"):
        assert sum(filter(None, report.breakdown(f"Notices {name}").values())) == total
    assert report.breakdown("Notices by source") == {
        "SOURCE_ARTICLE_16": 4,
        "SOURCE_TRUSTED_FLAGGER": 2,
        "SOURCE_TYPE_OTHER_NOTIFICATION": 2,
    }
    assert report.breakdown("Notices by action taken") == {
        "no violation": 2,
        "restricted as illegal content": 2,
        "restricted as incompatible with the terms": 3,
        "open: a person must decide": 1,
    }
    assert report.value("Median hours from a notice to the decision") == 6  # n0: 20 hours; n7 does not count
    (cell,) = (one for one in report.cells if one.indicator == "Median hours from a notice to the decision")
    assert (cell.size, cell.note) == (6, "1 dated after the decision or before 2000 do not count")
    assert report.value("Notices decided by software alone") == 6
    sources = report.breakdown("Restricting decisions by source")
    assert sum(filter(None, sources.values())) == report.value("Restricting decisions")


def test_corrections_and_business_users_are_counted(reader: StatementReader) -> None:
    report = transparency_report(SETTINGS, reader, DAY, DAY, NOW)
    assert report.value("Statements that the Transparency Database has") == 9
    assert report.value("Statements that a review took back since") == 1
    assert report.value("Statements that a review changed since") == 0
    assert report.value("Restricting decisions about business users") == 1
    assert report.breakdown("Complaints of business users by result")["decision upheld"] == 1
    assert report.value("Median hours to the answer to a business user") == 72


def test_notices_table_has_the_rows_and_columns_of_the_template(tables: dict[str, Table]) -> None:
    table = tables["4_notices.csv"]
    assert (len(table), len(table[0])) == (91, 25)
    rows = {row["Category of illegal content"]: row for row in table}
    total = rows["TOTAL"]
    assert total["Reporting period"] == "2026-11-21/2026-11-21"
    assert total["Number of notices received "] == "6"
    assert total["Number of notices received from Trusted flaggers"] == "2"
    assert total["Number of actions taken on the basis of the law"] == "1"
    assert total["Median time to take action (Trusted Flagger notices)"] == "6.00"
    assert rows["STATEMENT_CATEGORY_SCAMS_AND_FRAUD"]["Number of notices received "] == "2"
    assert rows["STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"]["Number of notices received "] == "4"
    numbers = [row["Number of notices received "] for name, row in rows.items() if name.startswith("STATEMENT")]
    assert sum(map(int, numbers)) == 6


@pytest.mark.parametrize(
    ("name", "column", "rows", "decisions"),
    [
        ("5_own_initiative_illegal.csv", "Category of illegal content", 90, ["d2", "d3"]),
        (
            "6_own_initiative_TC.csv",
            "Category of incompatibility with the provider's terms and conditions",
            98,
            ["d1"],
        ),
    ],
)
def test_measures_tables_add_up(
    tables: dict[str, Table], counts: PeriodCounts, name: str, column: str, rows: int, decisions: list[str]
) -> None:
    table = tables[name]
    assert (len(table), len(table[0])) == (rows, 37)
    measures = [row for row in table if row[column].startswith("STATEMENT")]
    numbers = [*table[0]][5:21]
    for number in numbers:
        assert int(table[0][number]) == sum(int(row[number]) for row in measures)
    assert int(table[0][numbers[0]]) == sum(int(table[0][number]) for number in numbers[2:])
    of_log = [one for one in counts.restricting if one.decision_id in decisions]
    assert int(table[0][numbers[0]]) == sum(len(one.restriction.measures) for one in of_log)
    assert table[0]["Visibility restriction Removal"] == str(len(decisions))


def test_complaints_table(tables: dict[str, Table]) -> None:
    table = tables["7_appeals_and_recidivism.csv"]
    assert (len(table), len(table[0])) == (47, 8)
    values = {(row["Indicator"].strip(), row["Scope"]): row["Value"] for row in table}
    every = "Number of complaints submitted to the internal-complaints mechanism"
    assert [values[every, scope] for scope in ("Total number", "Decisions upheld", "Decisions reversed")] == list("211")
    assert values[every, "Median time"] == "72.00"
    assert values[every, "Decision omitted"] == ""
    seen = "Complaint regarding a decision to remove or disable access to or restrict visibility of information"
    assert values[seen, "Total number"] == "2"
    assert table[0]["Applicability"] == "All"
    assert {row["Applicability"] for row in table[1:]} == {"Only for providers of online platforms"}


def test_empty_period_has_no_median(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/decisions.db") as store:
        library = Library("Ours", (read_policy(POLICY, "claims.md"),), {"DE": "Germany"})
        reader = StatementReader(store, StatementBuilder(library, read_measures()))
        counts = count_period(SETTINGS, reader, DAY, DAY + timedelta(days=1), NOW)
        (total, *_) = csv.DictReader(io.StringIO(template_tables(counts)["4_notices.csv"]))
        assert (total["Number of notices received "], total["Median time to take action"]) == ("0", "")
