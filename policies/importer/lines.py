"""Reads the lines of a text: the kind of block that each begins, and which to omit."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from policies.importer.inline import OMITTED_COMMENT
from policies.importer.number_labels import Label, read_label

SOURCE_FRONT_MATTER = "the front matter of the source"
TABLE_OF_CONTENTS = "the table of contents"
RUNNING_HEADER = "a header or footer repeated on the pages"

_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.S)
_CONTENTS = re.compile(
    r"\s*(?:table of contents|contents|.*\S(?:[ \t]?\.){4,}[ \t]*\d+|(?:[-*+]|\d+\.)\s+\[[^\]]*\]\(#[^)]*\))\s*", re.I
)
_EDGE_LINES = 2
_MAX_ENTRY_CHARS = 300
_MIN_PAGES = 3

UNDERLINE = re.compile(r"\s*([=\-~*^#+\"])\1{2,}\s*")
BOLD = re.compile(r"\s*(\*\*|__)(?=\S)(?P<title>.+?)\1:?\s*")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)[^`]*")
_RULE = re.compile(r"\s*(?:([-*_=~#+])[ \t]*){3,}")
_ATX = re.compile(r"\s{0,3}(?P<marks>#{1,6})(?:[ \t]+|$)")
_BULLET = re.compile("\\s*(?:[-*+\u2022\u25cf\u25aa\u25e6\u2023\u00b7\u25a0\u2043\uf0b7]|\u2013)[ \\t]+(?=\\S)")
_BOLD_LABEL = re.compile(r"(?:\*\*|__)([^*_\s]{1,12})(?:\*\*|__)[ \t]+(?=\S)")
_RANK = {"part": 12, "chapter": 14, "title": 12, "schedule": 14, "annex": 14, "appendix": 14}
RANK_OF_UNIT = 22


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
    reasons = {**_running_headers(source), **(_omitted_regions(source) if is_marked_up else {})}
    lines, offset = [], 0
    for number, text in enumerate(re.split("[\n\f]", source), start=1):
        reason = reasons.get(offset, "") or (TABLE_OF_CONTENTS if _is_contents_entry(text) else "")
        lines.append(Line(offset, offset + len(text), number, text, reason))
        offset += len(text) + 1
    return lines


def _omitted_regions(source: str) -> dict[int, str]:
    """The offsets of lines in front matter and comments, with the reason."""
    front = _FRONT_MATTER.match(source)
    regions = [(*front.span(), SOURCE_FRONT_MATTER)] if front else []
    regions += [(start, end, OMITTED_COMMENT) for start, end in _comments(source)]
    return {at: reason for start, end, reason in regions for at in _line_offsets(source, start, end)}


def _comments(source: str) -> Iterator[tuple[int, int]]:
    """Comments alone on their lines: from the start of the first line to the end of the last."""
    start = source.find("<!--")
    while start >= 0 and (end := source.find("-->", start)) >= 0:
        first = source.rfind("\n", 0, start) + 1
        last = (source.find("\n", end) + 1 or len(source) + 1) - 1
        if not source[first:start].strip() and not source[end + 3 : last].strip():
            yield first, last
        start = source.find("<!--", end)


def _is_contents_entry(text: str) -> bool:
    return 0 < len(text) <= _MAX_ENTRY_CHARS and bool(text.strip()) and bool(_CONTENTS.fullmatch(text))


def _line_offsets(source: str, start: int, end: int) -> Iterator[int]:
    yield start
    yield from (start + match.end() for match in re.finditer("[\n\f]", source[start : end - 1]))


def _running_headers(source: str) -> dict[int, str]:
    """The offsets of lines repeated at page edges; lines that differ only in numbers count as repeated. The first of
    each is not included, because it may be the title."""
    pages = _page_edges(source)
    if len(pages) < _MIN_PAGES:
        return {}
    seen = Counter(mark for page in pages for mark in {mark for _, mark in page})
    min_pages = max(_MIN_PAGES, len(pages) // 20)
    firsts = {mark: at for page in reversed(pages) for at, mark in reversed(page) if "#" not in mark}
    rows = ((at, mark) for page in pages for at, mark in page)
    return {at: RUNNING_HEADER for at, mark in rows if seen[mark] >= min_pages and firsts.get(mark) != at}


def _page_edges(source: str) -> list[list[tuple[int, str]]]:
    """The first and last lines of each page: offset and words, with digits replaced by #."""
    pages, offset = [], 0
    for page in source.split("\f"):
        rows = []
        for text in page.split("\n"):
            if text.strip():
                rows.append((offset, re.sub(r"\d+", "#", " ".join(text.split()))))
            offset += len(text) + 1
        pages.append(rows[:_EDGE_LINES] + rows[_EDGE_LINES:][-_EDGE_LINES:])
    return [page for page in pages if page]


class LineKind(StrEnum):
    """What a line begins. `OMITTED` lines belong to the page; `CODE` lines are between fences."""

    BLANK = "blank"
    OMITTED = "omitted"
    FENCE = "fence"
    RULE = "rule"
    ROW = "row"
    HEADING = "heading"
    ITEM = "item"
    BULLET = "bullet"
    TEXT = "text"
    CODE = "code"


@dataclass(frozen=True)
class LineStart:
    """`text_start` is the offset of the first non-space character, `body` that of the text after marks and number."""

    kind: LineKind
    text_start: int
    body: int
    label: Label | None = None
    rank: int = 0


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
    if match := _BULLET.match(text):
        return LineStart(LineKind.BULLET, start, line.start + match.end())
    return _numbered_start(line, start)


def _markdown_start(line: Line, start: int) -> LineStart | None:
    if _FENCE.fullmatch(line.text):
        return LineStart(LineKind.FENCE, start, line.end)
    if line.text.lstrip().startswith("|"):
        return LineStart(LineKind.ROW, start, start)
    if match := _ATX.match(line.text):
        bold = re.compile(r"(?:\*\*|__)?").match(line.text, match.end())
        inner = bold.end() if bold else match.end()
        label = read_label(line.text[inner:], heading=True)
        body = line.start + (inner + label.end if label else match.end())
        return LineStart(LineKind.HEADING, start, body, label, 10 * len(match["marks"]))
    return None


def _numbered_start(line: Line, start: int) -> LineStart:
    rest = line.text.lstrip()
    bold = _BOLD_LABEL.match(rest)
    label = read_label(bold[1] + " A") if bold else read_label(rest)
    if label is None or (bold and label.end != len(bold[1]) + 1):
        return LineStart(LineKind.TEXT, start, start)
    if label.unit:
        return LineStart(LineKind.HEADING, start, start + label.end, label, _RANK.get(label.unit, RANK_OF_UNIT))
    return LineStart(LineKind.ITEM, start, start + (bold.end() if bold else label.end), label)
