"""The lines of a text, with those set apart that belong to the printed page and not to the policy."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

FRONT = "the front matter of the source"
CONTENTS = "the table of contents"
RUNNING = "a header or footer that is repeated on the pages"
COMMENT = "a comment of the source"

_FRONT = re.compile(r"---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.S)
_CONTENTS = re.compile(
    r"\s*(?:table of contents|contents|.*\S(?:[ \t]?\.){4,}[ \t]*\d+|(?:[-*+]|\d+\.)\s+\[[^\]]*\]\(#[^)]*\))\s*", re.I
)
_EDGE = 2
_LONGEST_ENTRY = 300
_FEWEST_PAGES = 3


@dataclass(frozen=True)
class Line:
    """`start` and `end` in the text, without the break behind it; `reason` where it is left out."""

    start: int
    end: int
    number: int
    text: str
    reason: str = ""

    @property
    def indent(self) -> int:
        return len(self.text.expandtabs(4)) - len(self.text.expandtabs(4).lstrip())


def read_lines(source: str, marked: bool) -> list[Line]:
    """Every line of the text; a page's end counts as the end of a line."""
    apart = {**_running(source), **(_regions(source) if marked else {})}
    lines, at = [], 0
    for number, text in enumerate(re.split("[\n\f]", source), start=1):
        reason = apart.get(at, "") or (CONTENTS if _lists_contents(text) else "")
        lines.append(Line(at, at + len(text), number, text, reason))
        at += len(text) + 1
    return lines


def _regions(source: str) -> dict[int, str]:
    """Where the lines begin that front matter and comments take up."""
    front = _FRONT.match(source)
    found = [(*front.span(), FRONT)] if front else []
    found += [(start, end, COMMENT) for start, end in _comments(source)]
    return {at: reason for start, end, reason in found for at in _beginnings(source, start, end)}


def _comments(source: str) -> Iterator[tuple[int, int]]:
    """The comments that have their lines to themselves, from the first of the lines to the end of the last."""
    start = source.find("<!--")
    while start >= 0 and (end := source.find("-->", start)) >= 0:
        first = source.rfind("\n", 0, start) + 1
        last = (source.find("\n", end) + 1 or len(source) + 1) - 1
        if not source[first:start].strip() and not source[end + 3 : last].strip():
            yield first, last
        start = source.find("<!--", end)


def _lists_contents(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_ENTRY and bool(text.strip()) and bool(_CONTENTS.fullmatch(text))


def _beginnings(source: str, start: int, end: int) -> Iterator[int]:
    yield start
    yield from (start + match.end() for match in re.finditer("[\n\f]", source[start : end - 1]))


def _running(source: str) -> dict[int, str]:
    """Where the lines begin that stand at the edge of several pages, whatever number they bear, save the first of each,
    for it may be the title."""
    pages = _edges(source)
    if len(pages) < _FEWEST_PAGES:
        return {}
    seen = Counter(mark for page in pages for mark in {mark for _, mark in page})
    least = max(_FEWEST_PAGES, len(pages) // 20)
    firsts = {mark: at for page in reversed(pages) for at, mark in reversed(page) if "#" not in mark}
    rows = ((at, mark) for page in pages for at, mark in page)
    return {at: RUNNING for at, mark in rows if seen[mark] >= least and firsts.get(mark) != at}


def _edges(source: str) -> list[list[tuple[int, str]]]:
    """The first and last lines of each page, each with where it begins and its words without numbers."""
    pages, at = [], 0
    for page in source.split("\f"):
        rows = []
        for text in page.split("\n"):
            if text.strip():
                rows.append((at, re.sub(r"\d+", "#", " ".join(text.split()))))
            at += len(text) + 1
        pages.append(rows[:_EDGE] + rows[_EDGE:][-_EDGE:])
    return [page for page in pages if page]
