"""The enforcement ladder: a consequence clause's own fields, and the table of its section."""

from collections.abc import Iterator
from itertools import pairwise

from domain.clause import Clause, ClauseKind, Severity
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from policies.parsing.blocks import Section, Table
from policies.parsing.diagnostics import Complaints
from policies.parsing.field_reader import Field, Fields

LADDER_FIELDS = ("window_days", "repeat_count", "repeat_measure", "skip_severity", "skip_measure", "appeal_days")
SEVERITIES = {severity.word: severity for severity in Severity}

_HEAD = ("points", "measure", "days")
_MEASURES = {measure.word: measure for measure in EnforcementAction}


def read_ladder(clause: Clause, section: Section, fields: Fields) -> Ladder | None:
    """The ladder that a clause carries; None where it has no section of that name or the section cannot be read."""
    part = next((part for part in section.parts if part.title == "Ladder"), None)
    if clause.kind is not ClauseKind.CONSEQUENCE:
        return None
    if part is None:
        for name in (name for name in LADDER_FIELDS if name in fields.values):
            line = fields.values[name].line
            fields.complaints.add(line, f'"{name}" without a ladder', "add a section ### Ladder with its table")
        return None
    rungs = _rungs(part, fields.complaints)
    return _ladder(clause.id, fields, rungs) if rungs else None


def _ladder(clause_id: str, fields: Fields, rungs: tuple[LadderThreshold, ...]) -> Ladder:
    return Ladder(
        clause_id=clause_id,
        window_days=fields.number("window_days", least=1),
        repeat_count=fields.number("repeat_count", least=2),
        repeat_action=fields.choice("repeat_measure", _MEASURES) or EnforcementAction.EDUCATION,
        skip_severity=fields.choice("skip_severity", SEVERITIES) or Severity.CRITICAL,
        skip_action=fields.choice("skip_measure", _MEASURES) or EnforcementAction.EDUCATION,
        appeal_days=fields.number("appeal_days", least=1),
        thresholds=rungs,
    )


def _rungs(part: Section, complaints: Complaints) -> tuple[LadderThreshold, ...]:
    table = part.blocks[0] if len(part.blocks) == 1 else None
    if not isinstance(table, Table) or table.rows[0][1] != _HEAD or len(table.rows) == 1:
        right = "write one table with the columns points, measure and days and a row for each rung"
        complaints.add(part.line, "the ladder is not its table", right)
        return ()
    before = len(complaints.errors)
    rows = [_row(line, cells, complaints) for line, cells in table.rows[1:]]
    rungs = tuple(rung for row in rows for rung in _rung(row))
    if len(complaints.errors) == before:
        _expect_rising(rows, rungs, complaints)
    return rungs


def _row(line: int, cells: tuple[str, ...], complaints: Complaints) -> Fields:
    return Fields(line, {n: Field(line, c) for n, c in zip(_HEAD, cells, strict=False) if c}, complaints)


def _rung(row: Fields) -> Iterator[LadderThreshold]:
    points, measure = row.number("points", least=0), row.choice("measure", _MEASURES)
    days = row.number("days", least=1) if "days" in row.values else None
    if measure is not None:
        yield LadderThreshold(points=points, action=measure, days=days)


def _expect_rising(rows: list[Fields], rungs: tuple[LadderThreshold, ...], complaints: Complaints) -> None:
    for row, (below, rung) in zip(rows[1:], pairwise(rungs), strict=True):
        if rung.points <= below.points:
            right = f"write more than {below.points}, or put the rows in order"
            complaints.add(row.line, f"{rung.points} points do not rise above the rung before", right)
        if rung.action < below.action:
            mild, grave = rung.action.word, below.action.word
            complaints.add(row.line, f'"{mild}" is milder than the rung before', f"write {grave} or a graver measure")
