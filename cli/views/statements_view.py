"""Shows statements of reasons, writes their records, and says how a submission went."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from agent.statements.submission import SubmissionReport
from cli.views.console import bullets, count, echo_file, err, out, print_line, print_table, section, table
from domain.statement import Errors, Record, Statement


def print_statements(statements: Sequence[Statement]) -> None:
    if not statements:
        err.print("No decision restricts anything.")
        return
    rows = [
        (
            one.puid,
            one.status.value,
            f"{one.decided_at:%Y-%m-%d}",
            one.market or "",
            ", ".join(one.restriction.clauses),
            ", ".join(map(_short, one.restriction.measures)),
            _lacks(one),
        )
        for one in statements
    ]
    print_table(table(("Id", "Status", "Decided", "Market", "Clauses", "Restricts", "Lacks"), rows))


def print_statement(one: Statement) -> None:
    print_line(f"{one.puid}: {one.status.value}")
    if one.submitted is not None:
        known = f", there {one.submitted.receiver_id}" if one.submitted.receiver_id else ""
        print_line(f"sent {count(one.submitted.attempts, 'time')}{known}")
        if one.submitted.last_error:
            print_line(f"the last time: {one.submitted.last_error}")
    out.print(section(one.text.subject, one.text.body))
    if one.record is None:
        print_line("\nThe market is in no country of the Transparency Database: there is nothing to submit.")
    else:
        out.print(section("Record", json.dumps(one.record, indent=2, ensure_ascii=False)))
    errors = {**one.errors, **(one.submitted.errors if one.submitted else {})}
    if errors:
        out.print(section("Lacks", bullets(_lines(errors)), style="bold red"))


def write_records(records: Iterable[Record], output: Path | None) -> None:
    lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    if output is None:
        echo_file(lines)
        return
    output.write_text(lines, encoding="utf-8")
    print_line(f"{count(lines.count(chr(10)), 'record')} written to {output}", err)


def print_left_out(statements: Sequence[Statement]) -> None:
    print_line(f"{count(len(statements), 'statement')} left out:", err)
    for one in statements:
        for line in _lines(one.errors):
            print_line(f"{one.puid}: {line}", err)


def print_submission(report: SubmissionReport) -> None:
    print_line(f"{count(report.accepted, 'statement')} accepted, {report.existing} known already")
    for puid, errors in report.refused.items():
        for line in _lines(errors):
            print_line(f"refused: {puid}: {line}", err, style="red")
    if report.in_doubt:
        print_line(f"{count(report.in_doubt, 'statement')} without an answer: the next run asks for them first", err)
    if report.stopped:
        at = f" (from {report.not_before:%Y-%m-%d %H:%M:%S} UTC on)" if report.not_before else ""
        print_line(f"stopped: {report.stopped}{at}", err, style="red")


def _lacks(one: Statement) -> str:
    if one.submitted is not None and one.submitted.errors:
        return ", ".join(one.submitted.errors)
    return ", ".join(one.errors)


def _lines(errors: Errors) -> list[str]:
    return [f"{name}: {message}" for name, messages in errors.items() for message in messages]


def _short(code: str) -> str:
    return code.removeprefix("DECISION_").replace("_", " ").lower()


def write_tables(tables: Mapping[str, str], folder: Path) -> None:
    """Creates the folder; a file that exists is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
        print_line(f"{folder / name} written", err)
    print_line("A person fills the name of the service, the empty cells, and the other parts of the template.", err)
