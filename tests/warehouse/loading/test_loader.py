"""Loading: every row is added, known, filled in or set aside with its column and reason; nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.warehouses import (
    DAY,
    FIRST,
    NOW,
    WAREHOUSES,
    CollectedProblems,
    as_columns,
    load_rows,
    memory_warehouse,
    run_jobs,
    warehouse_url,
)
from warehouse.connection import Warehouse, open_warehouse
from warehouse.errors import TableUnknown
from warehouse.loading.loader import Loader
from warehouse.loading.report import LoadReport

AT = FIRST * DAY + 3600


def complaint(number: int, **values: Any) -> dict[str, Any]:
    return {"complaint_id": f"k{number}", "creator_id": "c1", "at": AT + number, "reason": "spam", **values}


@pytest.fixture(params=WAREHOUSES)
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(warehouse_url(request.param, tmp_path)) as opened:
        yield opened


def add(warehouse: Warehouse, *rows: dict[str, Any], table: str = "complaints") -> tuple[LoadReport, list[Any]]:
    problems = CollectedProblems()
    report = Loader(warehouse, problems, NOW).add(table, as_columns(table, rows))
    assert report.read == report.added + report.filled + report.known + report.set_aside
    return report, problems.lines


def test_a_load_that_is_repeated_adds_nothing(warehouse: Warehouse) -> None:
    rows = [complaint(number) for number in range(5)]
    assert add(warehouse, *rows)[0].added == 5
    report, problems = add(warehouse, *rows, complaint(5))
    assert (report.added, report.known, problems) == (1, 5, [])


def test_same_key_with_another_value_is_set_aside(warehouse: Warehouse) -> None:
    add(warehouse, complaint(1))
    report, problems = add(warehouse, complaint(1, reason="copied"), complaint(2))
    assert (report.added, report.set_aside) == (1, 1)
    assert problems == [(1, "reason", "differs from the stored row with the same complaint_id")]
    assert warehouse.engine.rows("SELECT reason FROM complaints WHERE complaint_id = 'k1'") == [("spam",)]


def test_rows_of_one_key_in_one_source(warehouse: Warehouse) -> None:
    report, problems = add(warehouse, complaint(1), complaint(1), complaint(1, reason="copied"), complaint(2))
    assert (report.added, report.known, report.set_aside) == (2, 1, 1)
    assert problems == [(3, "reason", "differs from the stored row with the same complaint_id")]


def test_key_that_is_repeated_without_end(warehouse: Warehouse) -> None:
    report, problems = add(warehouse, *(complaint(1, reason=f"reason {number}") for number in range(50)))
    assert (report.added, report.set_aside) == (1, 49)
    assert problems[-1] == (50, "complaint_id", "is repeated with other values")


def test_value_that_was_missing_is_filled_in(warehouse: Warehouse) -> None:
    appeal = {"appeal_id": "a1", "decision_id": "d1", "creator_id": "c1", "at": AT}
    other = {"appeal_id": "a2", "decision_id": "d2", "creator_id": "c1", "at": AT}
    add(warehouse, appeal, other, table="appeals")
    closed = {"closed_at": AT + 10, "result": "upheld"}
    report, problems = add(warehouse, appeal | closed, other | closed | {"creator_id": "c2"}, table="appeals")
    assert (report.filled, report.set_aside, [line[1] for line in problems]) == (1, 1, ["creator_id"])
    assert add(warehouse, appeal, table="appeals")[0].known == 1
    found = warehouse.engine.rows("SELECT appeal_id, closed_at, result FROM appeals ORDER BY appeal_id")
    assert found == [("a1", AT + 10, "upheld"), ("a2", None, None)]


def test_opened_and_closed_in_one_source(warehouse: Warehouse) -> None:
    appeal = {"appeal_id": "a1", "decision_id": "d1", "creator_id": "c1", "at": AT}
    report, problems = add(warehouse, appeal, appeal | {"closed_at": AT + 10, "result": "upheld"}, table="appeals")
    assert (report.added, report.filled, problems) == (1, 1, [])


def test_clocks_that_are_wrong(warehouse: Warehouse) -> None:
    times = [NOW + 200, NOW + 9_000, AT * 1000, 12, -5]
    report, problems = add(warehouse, *(complaint(number, at=at) for number, at in enumerate(times)))
    assert (report.added, report.set_aside) == (1, 4)
    assert [(row, reason.partition(":")[0]) for row, _, reason in problems] == [
        (2, "is in the future"),
        (3, "is in milliseconds, it seems"),
        (4, "is before the year 2000"),
        (5, "is before the year 2000"),
    ]


def test_assignments_are_loaded_before_they_begin(warehouse: Warehouse) -> None:
    row = {"experiment": "e1", "creator_id": "c1", "at": NOW + 9_000, "arm": "control"}
    report, problems = add(warehouse, row, row | {"creator_id": "c2", "at": AT * 1000}, table="assignments")
    assert (report.added, report.set_aside, report.has_failed) == (1, 1, False)
    assert problems[0][2].startswith("is in milliseconds, it seems")
    assert add(warehouse, row | {"at": 12}, table="assignments")[0].has_failed


def test_end_before_the_beginning(warehouse: Warehouse) -> None:
    session = {"session_id": "l1", "creator_id": "c1", "at": AT, "ended_at": AT - 1, "market": "US"}
    _, problems = add(warehouse, session, table="live_sessions")
    assert problems == [(1, "ended_at", "is before at")]


def test_late_rows_are_counted(warehouse: Warehouse) -> None:
    add(warehouse, complaint(1), complaint(2, at=AT + DAY))
    run_jobs(warehouse)
    report, _ = add(warehouse, complaint(3), complaint(4, at=AT + 2 * DAY))
    assert (report.added, report.late) == (2, 1)


def test_days_and_hours_are_derived(warehouse: Warehouse) -> None:
    post = {"creator_id": "c1", "at": AT, "language": "en", "kind": "text", "caption": "Look: 3 LAMPS!"}
    markets = {"p1": "ID", "p2": "US", "p3": "XX"}
    load_rows(warehouse, {"posts": [{"post_id": name, "market": market, **post} for name, market in markets.items()]})
    found = warehouse.engine.rows("SELECT day, hour FROM posts ORDER BY post_id")
    assert found == [(FIRST, 8), (FIRST, 20), (FIRST, None)]


def test_unknown_table(warehouse: Warehouse) -> None:
    with pytest.raises(TableUnknown, match="there is no table post: did you mean posts"):
        Loader(warehouse, CollectedProblems(), NOW).add("post", {})


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["k1", "k2", "k3"]), st.sampled_from(["spam", "copied"]), st.sampled_from([None, "p1"])
        ),
        max_size=12,
    ),
    st.integers(1, 12),
)
def test_how_rows_are_divided_changes_nothing(rows: list[tuple[str, str, str | None]], size: int) -> None:
    """In one batch or in several, the same rows are stored."""
    named = [complaint(0, complaint_id=key, reason=reason, post_id=post) for key, reason, post in rows]
    stored = []
    for parts in ([named], [named[start : start + size] for start in range(0, len(named), size)]):
        with memory_warehouse() as warehouse:
            for part in parts:
                add(warehouse, *part)
            stored.append(warehouse.engine.rows("SELECT * FROM complaints ORDER BY complaint_id"))
    assert stored[0] == stored[1]
