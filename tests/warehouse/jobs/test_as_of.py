"""As of a day: rows of later days change nothing, and what was loaded in parts equals what was loaded at once."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.jobs.strategies import SPAN, Row, rows
from tests.warehouse.warehouses import DAY, FIRST, all_contents, load_rows, memory_warehouse, run_jobs

Tables = dict[str, list[Row]]
TIMES = {"creators": "joined_at"}


def up_to(tables: Tables, day: int) -> Tables:
    """The rows that were known at the end of a day: an appeal that was closed later was open."""
    end = (day + 1) * DAY
    known = {table: [row for row in found if row[TIMES.get(table, "at")] < end] for table, found in tables.items()}
    known["appeals"] = [reopened(row) if (row["closed_at"] or 0) >= end else row for row in known["appeals"]]
    return known


def reopened(row: Row) -> Row:
    return row | {"closed_at": None, "result": None}


@settings(max_examples=25)
@given(rows(), st.integers(FIRST, FIRST + SPAN - 1))
def test_later_rows_change_nothing(tables: Tables, day: int) -> None:
    found = []
    for known in (tables, up_to(tables, day)):
        with memory_warehouse() as warehouse:
            load_rows(warehouse, known)
            if has_events(up_to(tables, day)):
                run_jobs(warehouse, day)
                found.append(all_contents(warehouse.engine))
    assert len(found) == 0 or found[0] == found[1]


def has_events(tables: Tables) -> bool:
    return any(found for table, found in tables.items() if table != "creators")


@settings(max_examples=25)
@given(rows(), st.data())
def test_loaded_in_parts_equals_loaded_at_once(tables: Tables, data: Any) -> None:
    """Also where rows come late, in any order, with runs of the jobs between them; and where appeals close later."""
    if not has_events(tables):
        return
    number = sum(map(len, tables.values()))
    parts = data.draw(st.lists(st.integers(0, 2), min_size=number, max_size=number))
    opened = {**tables, "appeals": [*map(reopened, tables["appeals"])]}
    with memory_warehouse() as at_once, memory_warehouse() as in_parts:
        load_rows(at_once, tables)
        run_jobs(at_once, FIRST + SPAN + 3)
        for part in range(3):
            load_rows(in_parts, chosen(opened, parts, part))
            if has_events(chosen(opened, parts, part)):
                run_jobs(in_parts, FIRST + SPAN + 3)
        load_rows(in_parts, {"appeals": tables["appeals"]})
        run_jobs(in_parts, FIRST + SPAN + 3)
        assert all_contents(in_parts.engine) == all_contents(at_once.engine)
        assert run_jobs(in_parts, FIRST + SPAN + 3) == 0


def chosen(tables: Tables, parts: list[int], part: int) -> Tables:
    left = iter(parts)
    return {table: [row for row in found if next(left) == part] for table, found in tables.items()}
