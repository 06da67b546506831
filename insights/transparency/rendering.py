"""The transparency report as CSV and as Markdown."""

import csv
import io
from itertools import groupby

from insights.transparency.cell import Cell, CellSource
from insights.transparency.report import TransparencyReport

COLUMNS = ("section", "indicator", "group", "value", "low", "high", "size", "source", "note")
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def to_csv(report: TransparencyReport) -> str:
    """One cell a row. A text that a spreadsheet would run as a formula begins with an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for cell in report.cells:
        numbers = (_number(value) for value in (cell.value, cell.low, cell.high, cell.size))
        texts = (cell.section, cell.indicator, cell.by)
        writer.writerow([*map(_safe, texts), *numbers, cell.source.value, _safe(cell.note)])
    return file.getvalue()


def to_markdown(report: TransparencyReport) -> str:
    lines = [
        f"# Transparency report, {report.first_day} to {report.last_day}",
        "",
        f"Policies: {_escaped(report.corpus)}. Made on {report.made_at:%Y-%m-%d}. Cells that a person must fill say "
        "so; all others come from the decision log. Intervals are 95%.",
    ]
    for section, cells in groupby(report.cells, key=lambda cell: cell.section):
        lines += ["", f"## {section}", "", "| What | Group | Value | Note |", "|---|---|---:|---|"]
        lines += [_row(cell) for cell in cells]
    return "\n".join(lines) + "\n"


def _row(cell: Cell) -> str:
    return f"| {_escaped(cell.indicator)} | {_escaped(cell.by)} | {_shown(cell)} | {_escaped(cell.note)} |"


def _shown(cell: Cell) -> str:
    if cell.source is CellSource.PERSON:
        return "*a person fills this*"
    if cell.value is None:
        return "" if cell.by else "not known"
    interval = f" ({_number(cell.low)} to {_number(cell.high)}, n = {cell.size})" if cell.low is not None else ""
    return f"{_number(cell.value)}{interval}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else f"{value:.4f}".rstrip("0")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
