"""Lines joined to the blocks they make up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.importer.line_starts import (
    BLANK,
    BULLET,
    FENCE,
    HEADING,
    ITEM,
    LEFT,
    RULE,
    TEXT,
    UNDERLINE,
    Head,
    head_of,
)
from policies.importer.lines import Line

_ENDS = re.compile(r".*(?:[.:;,!?)\"\u201d*]|\b(?:and|or))\s*", re.S)
CODE = "code"
_UNDERLINED = {"=": 10, "-": 20, "~": 30}


@dataclass
class Group:
    """`underline` is the line below a heading; `alone` where blank lines stand on both sides of it."""

    head: Head
    lines: list[Line]
    underline: Line | None = None
    before: bool = True
    after: bool = False
    how: str = field(init=False)

    def __post_init__(self) -> None:
        self.how = self.head.how

    @property
    def bare(self) -> bool:
        """Whether it is a number alone, whose words stand further down."""
        return self.head.label is not None and self.head.body >= self.lines[-1].end

    @property
    def alone(self) -> bool:
        return self.before and self.after


def groups(lines: list[Line], marked: bool) -> Iterator[Group]:
    """In reading order; blank lines end a group and make none."""
    here: Group | None = None
    fenced, blank = False, True
    for line in lines:
        head = head_of(line, marked)
        if head.how is BLANK and here and here.bare:
            continue
        if fenced and head.how is not FENCE:
            head = Head(CODE if line.text.strip() else BLANK, head.mark, head.mark)
        fenced ^= head.how is FENCE
        if here and _underlines(line, here, head):
            here.head, here.how, here.underline = _titled(here.head, line), HEADING, line
        elif here and _goes_on(line, head, here, marked):
            here.lines.append(line)
        else:
            if here:
                here.after = head.how is BLANK
                yield here
            here = None if head.how is BLANK else Group(head, [line], before=blank)
        blank = head.how is BLANK
    if here:
        here.after = True
        yield here


def _underlines(line: Line, here: Group, head: Head) -> bool:
    plain = here.how in (TEXT, ITEM, HEADING) and len(here.lines) == 1 and not here.underline
    return plain and head.how is RULE and bool(UNDERLINE.fullmatch(line.text)) and here.head.rank < 10


def _titled(head: Head, line: Line) -> Head:
    return Head(HEADING, head.mark, head.body, head.label, _UNDERLINED.get(line.text.strip()[0], 40))


def _goes_on(line: Line, head: Head, here: Group, marked: bool) -> bool:
    """Whether the line belongs to the group that is open."""
    if here.underline or here.how not in (TEXT, ITEM, BULLET, CODE) or head.how in (BLANK, LEFT, FENCE, RULE):
        return False
    if head.how is here.how is CODE or head.how is TEXT:
        return here.how is not CODE or head.how is CODE
    if head.how not in (ITEM, BULLET, HEADING) or (head.how is HEADING and not (head.label and head.label.unit)):
        return False
    ended = bool(_ENDS.fullmatch(here.lines[-1].text))
    if here.how is TEXT:
        ended = ended or line.indent > here.lines[-1].indent + 1
        return not (ended and (head.label is None or head.label.opens or (head.label.absolute and not marked)))
    return not (marked or ended or line.indent == here.lines[0].indent)
