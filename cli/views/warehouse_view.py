"""What was loaded, computed and stored in the warehouse."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cli.views.console import count, err, print_line, print_table, table
from domain.days import date_of
from warehouse.jobs.runner import RunReport
from warehouse.loading.report import LoadReport
from warehouse.status import WarehouseStatus

LOAD_COLUMNS = ("table", "read", "added", "filled in", "known", "late", "set aside")


def print_loads(reports: Sequence[LoadReport]) -> None:
    print_table(table(LOAD_COLUMNS, map(_load_row, reports)))


def print_load_notes(reports: Sequence[LoadReport], set_aside: Path) -> None:
    """What needs attention, on standard error."""
    for report in reports:
        for reason, number in sorted(report.reasons.items(), key=lambda item: -item[1]):
            print_line(f"{report.table}: {count(number, 'row')} set aside: {reason}", err)
    rows = sum(report.set_aside for report in reports)
    if rows:
        print_line(f"{count(rows, 'row')} set aside in {set_aside}", err)
    late = sum(report.late for report in reports)
    if late:
        print_line(f"{count(late, 'row')} late: clausewise warehouse run computes their days again", err)


def _load_row(report: LoadReport) -> tuple[str, ...]:
    numbers = (report.read, report.added, report.filled, report.known, report.late, report.set_aside)
    return report.table, *(f"{number:,}" for number in numbers)


def print_run(report: RunReport) -> None:
    if not report.runs:
        print_line("Nothing to compute: every day is up to date.")
        return
    days = f"{count(len(report.days), 'day')} from {_day(report.days[0])} to {_day(report.days[-1])}"
    print_line(f"{days}: {count(report.runs, 'job')} in {sum(report.seconds.values()):.1f} s")


def run_values(report: RunReport) -> dict[str, object]:
    """With days as they are written, and the seconds of each job."""
    names = {"first_day": _day(report.first_day), "last_day": _day(report.last_day), "days": [*map(_day, report.days)]}
    return {**names, "jobs": report.runs, "seconds": {name: round(time, 3) for name, time in report.seconds.items()}}


def print_status(status: WarehouseStatus) -> None:
    print_line(status.location)
    print_table(table(("table", "rows", "first day", "last day"), _table_rows(status)))
    print_line("")
    print_table(table(("job", "days", "last day", "out of date"), _job_rows(status)))
    for note in status.notes:
        print_line(note, err)


def _table_rows(status: WarehouseStatus) -> Iterator[tuple[str, ...]]:
    for one in status.tables:
        yield one.name, f"{one.rows:,}", _day(one.first_day), _day(one.last_day)


def _job_rows(status: WarehouseStatus) -> Iterator[tuple[str, ...]]:
    for job in status.jobs:
        yield job.name, f"{job.days:,}", _day(job.last_day), f"{job.outdated:,}"


def _day(day: int | None) -> str:
    return "" if day is None else str(date_of(day))
