"""A run of text read piece by piece: what a reader sees, what was markup, and how our form spells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape


class What(StrEnum):
    TEXT = "text"
    MARKUP = "markup"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Piece:
    """The characters from `start` to `end` of the source: `shown` to a reader, `written` in our form; `reason` where
    they were left out."""

    start: int
    end: int
    what: What
    shown: str = ""
    written: str = ""
    reason: str = ""


COMMENT = "a comment of the source"
PROGRAM = "a script or style of the source"
PICTURE = "the place of a picture"
UNSAFE = "a link that runs a program or opens a file"

_MARKUP = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    | (?P<comment><!--.{0,4000}?-->)
    | !\[(?P<alt>[^\[\]]*)\](?P<picture>\([^()\n]*\))
    | \[(?P<label>(?:[^\[\]\\]|\\.)+)\](?P<link>\(\s*<?(?P<url>[^()\s<>\\"]+)>?(?:\s+"[^"\n]*")?\s*\))
    | <(?P<address>https?://[^\s<>]+|mailto:[^\s<>]+|[\w.+-]+@[\w.-]+)>
    | (?P<program><(?P<name>script|style)\b[^>]{0,500}>.{0,4000}?</(?P=name)\s*>)
    | (?P<tag></?[a-zA-Z][^<>]*>)
    | (?P<entity>&(?:\#\d{1,6}|\#[xX][0-9a-fA-F]{1,5}|[a-zA-Z]\w{1,20});)
    | (?P<quote>^[ \t]*(?:>[ \t]?)+)
    | (?P<mark>(?<![\w*])[*_]{1,3}(?=[^\s*_]) | (?<=[^\s*_])[*_]{1,3}(?![\w*]) | `+)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_SAFE = re.compile(r"https?://|mailto:|[#/.\w-]+(?:$|[/#?])(?!/)", re.I)
_APART = re.compile(r"</?(?:br|p|div|td|th|tr|li|h\d)\b", re.I)
_SPECIAL = re.compile(r"[\\*`]|\](?=\(|\Z)|<(?=[A-Za-z/!?]|\Z)|&(?=[#\w]|\Z)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def read_inline(source: str, start: int, end: int, marked: bool) -> Iterator[Piece]:
    """The pieces of source[start:end], one behind the other; where the text is not `marked`, all of it is text."""
    at = start
    for match in _MARKUP.finditer(source, start, end) if marked else ():
        if match.start() > at:
            yield _text(source, at, match.start())
        yield from _read(source, match)
        at = match.end()
    if at < end:
        yield _text(source, at, end)


def spelled(text: str) -> str:
    """The text such that our form shows it as it is, but for what a line may begin with."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _text(source: str, start: int, end: int) -> Piece:
    shown = source[start:end]
    return Piece(start, end, What.TEXT, shown, spelled(shown))


def _read(source: str, match: "re.Match[str]") -> Iterator[Piece]:
    start, end = match.span()
    if match["escaped"]:
        yield Piece(start, start + 1, What.MARKUP)
        yield _text(source, start + 1, end)
    elif match["picture"]:
        yield Piece(start, start + 2, What.MARKUP)
        yield from [_text(source, *match.span("alt"))] if match["alt"] else []
        yield Piece(match.end("alt"), end, What.LEFT_OUT, reason=PICTURE)
    elif match["link"]:
        yield from _link(source, match)
    elif match["address"]:
        yield Piece(start, start + 1, What.MARKUP)
        yield _text(source, start + 1, end - 1)
        yield Piece(end - 1, end, What.MARKUP)
    elif match["entity"]:
        shown = unescape(match.group())
        yield Piece(start, end, What.TEXT, shown, spelled(shown))
    elif match["comment"] or match["program"]:
        yield Piece(start, end, What.LEFT_OUT, reason=COMMENT if match["comment"] else PROGRAM)
    else:
        gap = " " if match["tag"] and _APART.match(match["tag"]) else ""
        yield Piece(start, end, What.MARKUP, gap, gap)


def _link(source: str, match: "re.Match[str]") -> Iterator[Piece]:
    start, end = match.span("label")
    seen = bool(match["label"].strip()) and "<" not in match["url"]
    safe = (
        seen
        and bool(_SAFE.match(match["url"]))
        and not re.match("(?:javascript|vbscript|file|data):", match["url"], re.I)
    )
    yield Piece(start - 1, start, What.MARKUP, written="[" if safe else "")
    yield from read_inline(source, start, end, marked=True)
    if safe:
        yield Piece(end, match.end(), What.MARKUP, written=f"]({match['url'].replace('&', '&amp;')})")
    else:
        yield Piece(end, match.end(), What.LEFT_OUT, reason=UNSAFE)


def shown(pieces: tuple[Piece, ...]) -> str:
    return " ".join("".join(piece.shown for piece in pieces).split())


def written(pieces: tuple[Piece, ...]) -> str:
    return " ".join("".join(piece.written for piece in pieces).split())


def cut(pieces: tuple[Piece, ...], at: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces before an offset of the source and those from it on; plain text is cut where it must."""
    before, after = [], []
    for piece in pieces:
        if piece.end <= at:
            before.append(piece)
        elif piece.start >= at or piece.what is not What.TEXT or len(piece.shown) != piece.end - piece.start:
            after.append(piece)
        else:
            head, tail = piece.shown[: at - piece.start], piece.shown[at - piece.start :]
            before.append(Piece(piece.start, at, What.TEXT, head, spelled(head)))
            after.append(Piece(at, piece.end, What.TEXT, tail, spelled(tail)))
    return tuple(before), tuple(after)
