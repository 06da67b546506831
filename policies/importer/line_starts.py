"""What a line begins: a heading, an item, a bullet, a row, or words that go on."""

import re
from dataclasses import dataclass

from policies.importer.lines import Line
from policies.importer.number_labels import Label, label_of


@dataclass(frozen=True)
class Head:
    """`body` is where, in the text, the words begin; `mark` the first character that is not space."""

    how: str
    mark: int
    body: int
    label: Label | None = None
    rank: int = 0


BLANK, LEFT, FENCE, RULE, ROW, HEADING, ITEM, BULLET, TEXT = (
    "blank",
    "left",
    "fence",
    "rule",
    "row",
    "heading",
    "item",
    "bullet",
    "text",
)
UNDERLINE = re.compile(r"\s*([=\-~*^#+\"])\1{2,}\s*")
BOLD = re.compile(r"\s*(\*\*|__)(?=\S)(?P<title>.+?)\1:?\s*")

_FENCE = re.compile(r"\s{0,3}(?:```|~~~)[^`]*")
_RULE = re.compile(r"\s*(?:([-*_=~#+])[ \t]*){3,}")
_ATX = re.compile(r"\s{0,3}(?P<marks>#{1,6})(?:[ \t]+|$)")
_BULLET = re.compile("\\s*(?:[-*+\u2022\u25cf\u25aa\u25e6\u2023\u00b7\u25a0\u2043\uf0b7]|\u2013)[ \\t]+(?=\\S)")
_BOLD_LABEL = re.compile(r"(?:\*\*|__)([^*_\s]{1,12})(?:\*\*|__)[ \t]+(?=\S)")
_RANK = {"part": 12, "chapter": 14, "title": 12, "schedule": 14, "annex": 14, "appendix": 14}
RANK_OF_UNIT = 22


def head_of(line: Line, marked: bool) -> Head:
    text = line.text
    mark = line.start + len(text) - len(text.lstrip())
    if line.reason:
        return Head(LEFT, mark, line.end)
    if not text.strip():
        return Head(BLANK, mark, line.end)
    if marked:
        found = _marked(line, mark)
        if found:
            return found
    if _RULE.fullmatch(text):
        return Head(RULE, mark, line.end)
    if match := _BULLET.match(text):
        return Head(BULLET, mark, line.start + match.end())
    return _labelled(line, mark)


def _marked(line: Line, mark: int) -> Head | None:
    if _FENCE.fullmatch(line.text):
        return Head(FENCE, mark, line.end)
    if line.text.lstrip().startswith("|"):
        return Head(ROW, mark, mark)
    if match := _ATX.match(line.text):
        bold = re.compile(r"(?:\*\*|__)?").match(line.text, match.end())
        inner = bold.end() if bold else match.end()
        label = label_of(line.text[inner:], heading=True)
        body = line.start + (inner + label.end if label else match.end())
        return Head(HEADING, mark, body, label, 10 * len(match["marks"]))
    return None


def _labelled(line: Line, mark: int) -> Head:
    rest = line.text.lstrip()
    bold = _BOLD_LABEL.match(rest)
    label = label_of(bold[1] + " A") if bold else label_of(rest)
    if label is None or (bold and label.end != len(bold[1]) + 1):
        return Head(TEXT, mark, mark)
    if label.unit:
        return Head(HEADING, mark, mark + label.end, label, _RANK.get(label.unit, RANK_OF_UNIT))
    return Head(ITEM, mark, mark + (bold.end() if bold else label.end), label)
