"""The tables are documented, and their columns have one type everywhere."""

from collections import defaultdict

from warehouse.jobs.job import JOBS
from warehouse.jobs.state import ACTIVITY
from warehouse.tables.operations import OPERATION_TABLES
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES

TABLES = {**EVENT_TABLES, **RESULT_TABLES}


def test_every_table_and_column_says_what_it_means() -> None:
    sentences = [table.meaning for table in TABLES.values()]
    sentences += [column.meaning for table in TABLES.values() for column in table.stored]
    assert [sentence for sentence in sentences if not sentence.endswith(".")] == []


def test_a_name_of_a_column_has_one_type() -> None:
    types = defaultdict(set)
    for table in TABLES.values():
        for column in table.stored:
            types[column.name].add(column.type == "text")
    assert [name for name, found in types.items() if len(found) > 1] == []


def test_keys_and_times_are_columns() -> None:
    for table in TABLES.values():
        assert {*table.key, *(table.after or ()), *filter(None, [table.time])} <= {*table.names}
        assert not table.time or "day" in table.names
        assert not any(table.by_name[name].nullable for name in table.key)


def test_jobs_read_and_write_tables_that_exist() -> None:
    assert [job.name for job in JOBS] == [*RESULT_TABLES]
    assert {table for job in JOBS for table in job.reads} <= {*EVENT_TABLES}
    of_creators = {name for name, table in EVENT_TABLES.items() if table not in OPERATION_TABLES}
    assert {*ACTIVITY} == {name for name in of_creators if EVENT_TABLES[name].time == "at"}
