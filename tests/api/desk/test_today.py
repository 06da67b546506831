"""The page of today: counts with their bars, shares only where enough was reviewed, and no script or style inside."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from api.desk.views.today import clause_rows, cost_words, day_rows
from api.services import Services
from domain.verdict import Outcome
from store.figures import ClauseFigures, CostFigures, DayFigures
from tests.api.conftest import HARMLESS, decide, run_service
from tests.api.desk.people import Person, visitor

Desk = tuple[Person, TestClient, Services]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A violation that was overturned, one that was not reviewed, and a post without a violation."""
    with run_service(tmp_path_factory.mktemp("today")) as (client, services):
        first = decide(client, name="first")
        decide(client, name="second", facts={"serial": 1})
        decide(client, HARMLESS, name="third")
        body = {"action": "overturn", "reason": "she warns of it"}
        assert client.post(f"/v1/decisions/{first['decision_id']}/reviews", json=body).status_code == 201
        yield visitor(client), client, services


def cells(html: str, label: str) -> list[str]:
    """The cells beside a label, without the bar."""
    row = re.search(rf'<th scope="row">(?:<a[^>]*>)?{re.escape(label)}.*?</tr>', html, re.DOTALL)
    assert row, label
    return re.findall(r"<td[^>]*>([^<]*)</td>", row[0])


def test_counts(desk: Desk) -> None:
    html = desk[0].html("/desk/today")
    assert cells(html, f"{datetime.now(UTC):%a %d %b}")[:5] == ["3", "2", "0", "1", "1"]
    assert cells(html, "CLM-1")[:4] == ["2", "1", "1", "too few"]
    assert cells(html, "held for a person") == ["1"]
    assert "no model was asked" in html
    assert cells(html, "less than 1 h") == ["1"]
    assert " style=" not in html


def test_bars_are_parts_of_the_longest_day() -> None:
    decided = {Outcome.VIOLATION: 1, Outcome.NEEDS_REVIEW: 0, Outcome.NO_VIOLATION: 3}
    short = {Outcome.VIOLATION: 1, Outcome.NEEDS_REVIEW: 1, Outcome.NO_VIOLATION: 0}
    newest, older = day_rows([DayFigures(date(2026, 11, 1), decided, 2), DayFigures(date(2026, 11, 2), short, 0)])
    assert [(part.kind, part.start, part.width) for part in older.parts] == [
        ("violation", 0, 25),
        ("no_violation", 25, 75),
    ]
    assert [(part.kind, part.start, part.width) for part in newest.parts] == [
        ("violation", 0, 25),
        ("needs_review", 25, 25),
    ]
    assert older.values == ("4", "1", "0", "3", "2")


def test_share_needs_enough_reviews() -> None:
    rows = clause_rows([ClauseFigures("A-1", 90, 20, 5), ClauseFigures("A-2", 90, 19, 19)], {"A-1": "One"})
    assert [(row.values[-1], [part.width for part in row.parts], title) for row, title in rows] == [
        ("25%", [25], "One"),
        ("too few", [], ""),
    ]


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (CostFigures(0, 0, 0.0), "no model was asked"),
        (CostFigures(1, 0, 0.25), "0.25 USD for 1 decision"),
        (CostFigures(10, 4, 0.5), "0.50 USD for 10 decisions; 4 of these have no price"),
    ],
)
def test_cost_in_words(figures: CostFigures, words: str) -> None:
    assert cost_words(figures, "USD") == words
