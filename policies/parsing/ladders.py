"""Reads the enforcement ladder from the fields of its consequence clause and the table of its section."""

from collections.abc import Iterator
from itertools import pairwise

from domain.clause import Clause, ClauseKind, Severity
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from policies.parsing.diagnostics import Diagnostics
from policies.parsing.field_reader import Field, Fields
from policies.parsing.markdown import Section, Table
from policies.parsing.renamed import LADDER_COLUMNS, renamed

LADDER_FIELDS = ("window_days", "repeat_count", "repeat_action", "skip_severity", "skip_action", "appeal_days")
SEVERITIES = {severity.label: severity for severity in Severity}

_COLUMNS = ("points", "action", "days")
_ACTIONS = {action.label: action for action in EnforcementAction}


def read_ladder(clause: Clause, section: Section, fields: Fields) -> Ladder | None:
    """The ladder of a consequence clause; None without a section Ladder, or with one that cannot be read."""
    if clause.kind is not ClauseKind.CONSEQUENCE:
        return None
    table = next((part for part in section.subsections if part.title == "Ladder"), None)
    if table is None:
        for name in (name for name in LADDER_FIELDS if name in fields.values):
            line = fields.values[name].line
            fields.diagnostics.add(line, f'"{name}" needs a ladder', "add a section ### Ladder with its table")
        return None
    thresholds = _thresholds(table, fields.diagnostics)
    return _ladder(clause.id, fields, thresholds) if thresholds else None


def _ladder(clause_id: str, fields: Fields, thresholds: tuple[LadderThreshold, ...]) -> Ladder:
    return Ladder(
        clause_id=clause_id,
        window_days=fields.number("window_days", minimum=1),
        repeat_count=fields.number("repeat_count", minimum=2),
        repeat_action=fields.choice("repeat_action", _ACTIONS) or EnforcementAction.EDUCATION,
        skip_severity=fields.choice("skip_severity", SEVERITIES) or Severity.CRITICAL,
        skip_action=fields.choice("skip_action", _ACTIONS) or EnforcementAction.EDUCATION,
        appeal_days=fields.number("appeal_days", minimum=1),
        thresholds=thresholds,
    )


def _thresholds(section: Section, diagnostics: Diagnostics) -> tuple[LadderThreshold, ...]:
    table = section.blocks[0] if len(section.blocks) == 1 else None
    if isinstance(table, Table) and table.rows[0][1] == LADDER_COLUMNS:
        diagnostics.add(table.line, renamed("measure", "action"), "write | points | action | days |")
    elif not isinstance(table, Table) or table.rows[0][1] != _COLUMNS or len(table.rows) == 1:
        remedy = "write one table with the columns points, action and days, and a row for each threshold"
        diagnostics.add(section.line, "the ladder is not a table of thresholds", remedy)
        return ()
    errors_before = len(diagnostics.errors)
    rows = [_row(line, cells, diagnostics) for line, cells in table.rows[1:]]
    thresholds = tuple(threshold for row in rows for threshold in _threshold(row))
    if len(diagnostics.errors) == errors_before:
        _check_order(rows, thresholds, diagnostics)
    return thresholds


def _row(line: int, cells: tuple[str, ...], diagnostics: Diagnostics) -> Fields:
    return Fields(line, {n: Field(line, c) for n, c in zip(_COLUMNS, cells, strict=False) if c}, diagnostics)


def _threshold(row: Fields) -> Iterator[LadderThreshold]:
    points, action = row.number("points", minimum=0), row.choice("action", _ACTIONS)
    days = row.number("days", minimum=1) if "days" in row.values else None
    if action is not None:
        yield LadderThreshold(points=points, action=action, days=days)


def _check_order(rows: list[Fields], thresholds: tuple[LadderThreshold, ...], diagnostics: Diagnostics) -> None:
    """Points rise from row to row, and actions do not become milder."""
    for row, (lower, higher) in zip(rows[1:], pairwise(thresholds), strict=True):
        if higher.points <= lower.points:
            remedy = f"write more than {lower.points}, or sort the rows"
            diagnostics.add(row.line, f"{higher.points} points are not more than in the row before", remedy)
        if higher.action < lower.action:
            message = f'"{higher.action.label}" is milder than the action of the row before'
            diagnostics.add(row.line, message, f"write {lower.action.label} or a more severe action")
