"""Reads the lines of a text: the kind of block that each begins, and which to omit."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from policies.importer.labels.clause_kinds import is_binding
from policies.importer.labels.number_labels import Label, read_label
from policies.importer.structure.omitted_lines import omitted_lines, omitted_text

UNDERLINE = re.compile(r"\s*([=\-~*^#+\"])\1{2,}\s*")
BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<title>.{1,200}?)\1:?")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)[^`]*")
_RULE = re.compile(r"\s*+(?:([-*_=~#+])[ \t]*+){3,}")
_ATX = re.compile(r"\s{0,3}(?P<marks>#{1,6})(?:[ \t]+|$)")
_BULLET = re.compile("\\s*(?:[-*+\u2022\u25cf\u25aa\u25e6\u2023\u00b7\u25a0\u2043\uf0b7]|\u2013)[ \\t]+(?=\\S)")
_BOLD_LABEL = re.compile(r"(?:\*\*|__)([^*_\s]{1,12})(?:\*\*|__)[ \t]+(?=\S)")
_FIRST_CELL = re.compile(r"\s{0,40}\|[ \t]{0,40}(?:\*\*)?(?P<cell>[^|*\s]{1,20})(?:\*\*)?[ \t]{0,40}\|[ \t]{0,40}")
EXAMPLE_MARKS = "\u2705\u2714\u2713\u2611\u274c\u2716\u2717\u2718\U0001f6ab\u26d4\U0001f44d\U0001f44e"
_NOTE = re.compile(r"\s{0,3}\[\^(?P<mark>[^\[\]\s]{1,40})\]:[ \t]*")
_COPYRIGHT = re.compile(r"\(c\)\s*(?:\d{4}|copyright)|(?:copyright|\u00a9)", re.I)


@dataclass(frozen=True)
class Line:
    """`start` and `end` are offsets in the text, without the line break; `reason` is set for an omitted line."""

    start: int
    end: int
    number: int
    text: str
    reason: str = ""

    @property
    def indent(self) -> int:
        return len(self.text.expandtabs(4)) - len(self.text.expandtabs(4).lstrip())


def read_lines(source: str, is_marked_up: bool) -> list[Line]:
    """Every line of the text; a page break ends a line."""
    reasons = omitted_lines(source, is_marked_up)
    lines, offset = [], 0
    for number, text in enumerate(re.split("[\n\f]", source), start=1):
        lines.append(Line(offset, offset + len(text), number, text, reasons.get(offset, "") or omitted_text(text)))
        offset += len(text) + 1
    return lines


class LineKind(StrEnum):
    """What a line begins. `OMITTED` lines belong to the page; `CODE` lines are between fences; a `NOTE` is a
    footnote."""

    BLANK = "blank"
    OMITTED = "omitted"
    FENCE = "fence"
    RULE = "rule"
    ROW = "row"
    HEADING = "heading"
    ITEM = "item"
    NOTE = "note"
    BULLET = "bullet"
    TEXT = "text"
    CODE = "code"


@dataclass(frozen=True)
class LineStart:
    """`text_start` is the offset of the first non-space character, `body` that of the text after marks and number;
    `note` is the mark of a footnote, as the text shows it; `is_row` marks a numbered row of a table."""

    kind: LineKind
    text_start: int
    body: int
    label: Label | None = None
    rank: int = 0
    note: str = ""
    is_row: bool = False


def line_start(line: Line, is_marked_up: bool) -> LineStart:
    text = line.text
    start = line.start + len(text) - len(text.lstrip())
    if line.reason:
        return LineStart(LineKind.OMITTED, start, line.end)
    if not text.strip():
        return LineStart(LineKind.BLANK, start, line.end)
    if is_marked_up:
        markdown_start = _markdown_start(line, start)
        if markdown_start:
            return markdown_start
    if _RULE.fullmatch(text):
        return LineStart(LineKind.RULE, start, line.end)
    return _bullet_start(line, start) or _numbered_start(line, start)


def _bullet_start(line: Line, start: int) -> LineStart | None:
    """A bullet, ✅ or ❌; a bullet before a number that says its place is no more than decoration."""
    text = line.text
    if text.lstrip()[0] in EXAMPLE_MARKS:
        return LineStart(LineKind.BULLET, start, start)
    match = _BULLET.match(text)
    label = read_label(text[match.end() :]) if match else None
    if match and label and (label.is_absolute or label.readings[0][0].endswith("()")) and not label.unit:
        return LineStart(LineKind.ITEM, start, line.start + match.end() + label.end, label)
    return LineStart(LineKind.BULLET, start, line.start + match.end()) if match else None


def _markdown_start(line: Line, start: int) -> LineStart | None:
    if _FENCE.fullmatch(line.text):
        return LineStart(LineKind.FENCE, start, line.end)
    if line.text.lstrip().startswith("|"):
        return _row_start(line, start)
    if match := _NOTE.match(line.text):
        return LineStart(LineKind.NOTE, start, line.start + match.end(), note=f"[{match['mark']}]")
    if match := _ATX.match(line.text):
        bold = re.compile(r"(?:\*\*|__)?").match(line.text, match.end())
        inner = bold.end() if bold else match.end()
        label = read_label(line.text[inner:], heading=True)
        body = line.start + (inner + label.end if label else match.end())
        return LineStart(LineKind.HEADING, start, body, label, 10 * len(match["marks"]))
    return None


def _row_start(line: Line, start: int) -> LineStart:
    """A row whose first cell is a number, and whose others bind, is a numbered item."""
    match = _FIRST_CELL.match(line.text)
    cell = match["cell"] + ("." if match["cell"].isdecimal() else "") if match else ""
    label = read_label(f"{cell} A")
    if match and label and label.end > len(cell) and is_binding(line.text[match.end() :]):
        label = replace(label, text=match["cell"])
        return LineStart(LineKind.ITEM, start, line.start + match.end(), label, is_row=True)
    return LineStart(LineKind.ROW, start, start)


def _numbered_start(line: Line, start: int) -> LineStart:
    rest = line.text.lstrip()
    bold = _BOLD_LABEL.match(rest)
    label = read_label(bold[1] + " A") if bold else read_label(rest)
    if label is None or (bold and label.end != len(bold[1]) + 1) or _COPYRIGHT.match(rest):
        return LineStart(LineKind.TEXT, start, start)
    if label.unit:
        return LineStart(LineKind.HEADING, start, start + label.end, label, label.rank)
    return LineStart(LineKind.ITEM, start, start + (bold.end() if bold else label.end), label)
