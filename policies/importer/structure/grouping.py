"""Joins the lines of a text into groups, one for each block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.importer.structure.lines import UNDERLINE, Line, LineKind, LineStart, line_start

_ENDS_SENTENCE = re.compile(r".*(?:[.:;,!?)\"\u201d*]|\b(?:and|or))\s*", re.S)
_CAN_BE_HEADING = (LineKind.TEXT, LineKind.ITEM, LineKind.HEADING)
_WITH_MORE_LINES = (LineKind.TEXT, LineKind.ITEM, LineKind.BULLET, LineKind.CODE, LineKind.NOTE)
_ENDS_GROUP = (LineKind.BLANK, LineKind.OMITTED, LineKind.FENCE, LineKind.RULE)
_UNDERLINED = {"=": 10, "-": 20, "~": 30}


@dataclass
class Group:
    """The lines of one block. `underline` is the line below a heading."""

    line_start: LineStart
    lines: list[Line]
    underline: Line | None = None
    blank_before: bool = True
    blank_after: bool = False
    kind: LineKind = field(init=False)

    def __post_init__(self) -> None:
        self.kind = self.line_start.kind

    @property
    def is_bare_number(self) -> bool:
        """Whether it is only a number, with its text further down."""
        return self.line_start.label is not None and self.line_start.body >= self.lines[-1].end

    @property
    def is_isolated(self) -> bool:
        return self.blank_before and self.blank_after


def group_lines(lines: list[Line], is_marked_up: bool) -> Iterator[Group]:
    """The groups in reading order. A blank line ends a group."""
    group: Group | None = None
    fenced, blank = False, True
    for line in lines:
        start = line_start(line, is_marked_up)
        if start.kind is LineKind.BLANK and group and group.is_bare_number:
            continue
        if fenced and start.kind is not LineKind.FENCE:
            start = LineStart(
                LineKind.CODE if line.text.strip() else LineKind.BLANK, start.text_start, start.text_start
            )
        fenced ^= start.kind is LineKind.FENCE
        if group and _underlines(line, group, start):
            group.line_start, group.kind, group.underline = (
                _heading_start(group.line_start, line),
                LineKind.HEADING,
                line,
            )
        elif group and _continues(line, start, group, is_marked_up):
            group.lines.append(line)
        else:
            if group:
                group.blank_after = start.kind is LineKind.BLANK
                yield group
            group = None if start.kind is LineKind.BLANK else Group(start, [line], blank_before=blank)
        blank = start.kind is LineKind.BLANK
    if group:
        group.blank_after = True
        yield group


def _underlines(line: Line, group: Group, start: LineStart) -> bool:
    """Whether the line underlines the group, which makes it a heading."""
    is_underline = start.kind is LineKind.RULE and bool(UNDERLINE.fullmatch(line.text))
    can_be_heading = group.kind in _CAN_BE_HEADING and len(group.lines) == 1 and not group.underline
    return is_underline and can_be_heading and group.line_start.rank < 10


def _heading_start(start: LineStart, line: Line) -> LineStart:
    return LineStart(
        LineKind.HEADING, start.text_start, start.body, start.label, _UNDERLINED.get(line.text.strip()[0], 40)
    )


def _continues(line: Line, start: LineStart, group: Group, is_marked_up: bool) -> bool:
    """Whether the line continues the group."""
    is_row = group.line_start.is_row or start.is_row
    if group.underline or is_row or group.kind not in _WITH_MORE_LINES or start.kind in _ENDS_GROUP:
        return False
    if start.kind is group.kind is LineKind.CODE or start.kind is LineKind.TEXT:
        return group.kind is not LineKind.CODE or start.kind is LineKind.CODE
    if start.kind not in (LineKind.ITEM, LineKind.BULLET, LineKind.HEADING) or (
        start.kind is LineKind.HEADING and not (start.label and start.label.unit)
    ):
        return False
    if start.kind is LineKind.BULLET and start.body == start.text_start:
        return False  # ✅ and ❌ begin an item without a bullet
    ended = bool(_ENDS_SENTENCE.fullmatch(group.lines[-1].text))
    if group.kind is LineKind.TEXT:
        ended = ended or line.indent > group.lines[-1].indent + 1
        label = start.label
        return not (ended and (label is None or label.starts_list or (label.is_absolute and not is_marked_up)))
    begins_list = start.label is not None and start.label.starts_list and line.indent > group.lines[0].indent
    return not (is_marked_up or ended or begins_list or line.indent == group.lines[0].indent)
