"""Finds the lines that are not part of the text: front matter, comments, contents, headers, footers, navigation."""

import re
from collections import Counter
from collections.abc import Iterator

from policies.importer.labels.clause_kinds import is_binding
from policies.importer.labels.inline import OMITTED_COMMENT

SOURCE_FRONT_MATTER = "the front matter of the source"
TABLE_OF_CONTENTS = "the table of contents"
RUNNING_HEADER = "a header or footer repeated on the pages"
PAGE_FURNITURE = "a line of the page: navigation, date, sharing or copyright"

_FRONT_MATTER = re.compile(r"---[ \t]*+\n.*?\n---[ \t]*+(?:\n|\Z)", re.S)
_COMMENT = re.compile(r"^[ \t]*<!--", re.M)
_REST_OF_LINE = re.compile(r"[ \t]*(?:$|(?=\n))", re.M)
_CONTENTS = re.compile(
    r"(?:(?:table of )?contents:?|on this page:?|目录|目次|daftar isi|mục lục|สารบัญ|sommaire|índice|inhaltsverzeichnis"
    r"|.{0,250}\S(?:[ \t]?\.){4,200}[ \t]{0,200}\d{1,9}|(?:[-*+]|\d{1,9}\.)\s{1,9}\[[^\]]{0,250}\]\(#[^)]{0,250}\))",
    re.I,
)
_DATE = (
    r"(?:\d{1,4}[-/.\s]\d{1,2}[-/.\s]\d{1,4}|(?:\w{3,9}\.?\s)?\d{1,2}(?:st|nd|rd|th)?,?\s(?:\w{3,9}\.?,?\s)?\d{4}"
    r"|\w{3,9}\.?\s\d{4})"
)
_FURNITURE = re.compile(
    rf"""(?:\[[^\[\]]{{1,60}}\]\((?!\#)[^()]{{1,300}}\)(?:\ ?[|>/\u00b7\u2022\u203a\u00bb]\ ?|$)){{1,10}}
    | (?:last\ )?(?:updated|modified|reviewed|revised|published)(?:\ on|\ at)?:?\ {_DATE}
    | created\ by\b.{{0,60}},?\ last\ (?:updated|modified)\b.{{0,40}}
    | skip\ to\ (?:main\ )?content | (?:back|return|scroll)\ to\ (?:the\ )?top
    | (?:previous|next)(?:\ (?:page|article|section))?:?(?:\ .{{0,60}})?
    | print(?:\ (?:this\ )?(?:page|article))? | share(?:\ (?:this|on|via)\b.{{0,60}})? | tweet(?:\ this)? | copy\ link
    | (?:was|did)\ (?:this|you\ find\ this)\b.{{0,40}}\bhelpful\b.{{0,20}} | (?:yes|no)\ ?/?\ ?(?:no)?
    | edit\ (?:this\ page|on\ github).{{0,40}}
    | home\ ?(?:[>/\u203a\u00bb|]\ ?[^>/\u203a\u00bb|]{{1,60}}){{1,6}} | page\ \d{{1,4}}(?:\ ?(?:of|/)\ ?\d{{1,4}})?
    | (?:copyright\ ?)?(?:\u00a9|\(c\)(?=\ ?\d{{4}}))\ ?(?:copyright\ )?(?:\d{{4}})?.{{0,80}}
    | (?:all\ rights\ reserved\.?)
    | (?:we\ use|this\ (?:web)?site\ uses)\ cookies\b.{{0,200}} | (?:accept|reject|manage)\ (?:all\ )?cookies
    | (?:log|sign)\ ?in
    | \d{{1,2}}\ min(?:utes?)?\ read | (?:subscribe|follow\ us)\b.{{0,60}} | related\ (?:articles|pages|topics):? """,
    re.VERBOSE | re.I,
)
_EDGE_LINES = 2
_MAX_ENTRY_CHARS = 300
_MAX_FURNITURE_CHARS = 160
_MIN_PAGES = 3


def omitted_lines(source: str, is_marked_up: bool) -> dict[int, str]:
    """The offsets of the omitted lines, each with the reason."""
    return {**_running_headers(source), **(_omitted_regions(source) if is_marked_up else {})}


def omitted_text(text: str) -> str:
    """Why a line is omitted for its text alone; empty if it is not."""
    words = text.strip().strip("*_#- ")
    if 0 < len(text) <= _MAX_ENTRY_CHARS and words and _CONTENTS.fullmatch(text.replace("**", "").strip()):
        return TABLE_OF_CONTENTS
    if text.lstrip().startswith("#"):
        return ""
    is_furniture = 0 < len(words) <= _MAX_FURNITURE_CHARS and _FURNITURE.fullmatch(words) and not is_binding(words)
    return PAGE_FURNITURE if is_furniture else ""


def _omitted_regions(source: str) -> dict[int, str]:
    """The offsets of lines in front matter and comments, with the reason."""
    front = _FRONT_MATTER.match(source)
    regions = [(*front.span(), SOURCE_FRONT_MATTER)] if front else []
    regions += [(start, end, OMITTED_COMMENT) for start, end in _comments(source)]
    return {at: reason for start, end, reason in regions for at in _line_offsets(source, start, end)}


def _comments(source: str) -> Iterator[tuple[int, int]]:
    """Comments alone on their lines: from the start of the first line to the end of the last."""
    opening = _COMMENT.search(source)
    while opening and (end := source.find("-->", opening.end())) >= 0:
        rest = _REST_OF_LINE.match(source, end + 3)
        if rest:
            yield opening.start(), rest.end()
        opening = _COMMENT.search(source, end)


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
