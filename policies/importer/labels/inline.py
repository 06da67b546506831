"""Splits inline text into pieces: visible text, markup and omitted text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

OMITTED_COMMENT = "a comment in the source"
OMITTED_SCRIPT = "a script or style in the source"
OMITTED_PICTURE = "the address of an image"
OMITTED_LINK = "a link that would run a program or open a file"
_MARKUP = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    | (?P<comment><!--(?:[^<]|<(?!!--)){0,4000}?-->)
    | \[\^(?P<note>[^\[\]\s]{1,40})\]
    | !\[(?P<alt>[^\[\]]*)\](?P<picture>\([^()\n]*\))
    | \[(?P<label>(?:[^\[\]\\]|\\.)+)\](?P<link>\(\s*<?(?P<url>[^()\s<>\\"]+)>?(?:\s+"[^"\n]*")?\s*\))
    | <(?P<address>https?://[^\s<>]+|mailto:[^\s<>]+|[\w.+-]+@[\w.-]+)>
    | (?P<program><(?P<name>script|style)\b[^<>]{0,500}>(?:[^<]|<(?!script|style)){0,4000}?</(?P=name)\s{0,9}>)
    | (?P<tag></?[a-zA-Z][^<>]*>)
    | (?P<entity>&(?:\#\d{1,6}|\#[xX][0-9a-fA-F]{1,5}|[a-zA-Z]\w{1,20});)
    | (?P<quote>^[ \t]*(?:>[ \t]?)+)
    | (?P<mark>(?<![\w*])[*_]{1,3}(?=[^\s*_]) | (?<=[^\s*_])[*_]{1,3}(?![\w*]) | `+)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_SAFE = re.compile(r"https?://|mailto:|[#/.\w-]+(?:$|[/#?])(?!/)", re.I)
_BREAKS_WORDS = re.compile(r"</?(?:br|p|div|td|th|tr|li|h\d)\b", re.I)
_SPECIAL = re.compile(r"[\\*`]|\](?=\(|\Z)|<(?=[A-Za-z/!?]|\Z)|&(?=[#\w]|\Z)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


class PieceKind(StrEnum):
    TEXT = "text"
    MARKUP = "markup"
    OMITTED = "omitted"


@dataclass(frozen=True)
class Piece:
    """The source from `start` to `end`: `shown` to a reader, `markdown` in a policy file; `reason` is set for omitted
    text."""

    start: int
    end: int
    kind: PieceKind
    shown: str = ""
    markdown: str = ""
    reason: str = ""


def read_inline(source: str, start: int, end: int, is_marked_up: bool) -> Iterator[Piece]:
    """The consecutive pieces of source[start:end]. Without markup all of it is text."""
    offset = start
    for match in _MARKUP.finditer(source, start, end) if is_marked_up else ():
        if match.start() > offset:
            yield _text_piece(source, offset, match.start())
        yield from _markup_pieces(source, match)
        offset = match.end()
    if offset < end:
        yield _text_piece(source, offset, end)


def escape_markdown(text: str) -> str:
    """The text with Markdown characters escaped, except those that matter only at the start of a line."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _text_piece(source: str, start: int, end: int) -> Piece:
    shown = source[start:end]
    return Piece(start, end, PieceKind.TEXT, shown, escape_markdown(shown))


def _markup_pieces(source: str, match: "re.Match[str]") -> Iterator[Piece]:
    start, end = match.span()
    if match["escaped"]:
        yield Piece(start, start + 1, PieceKind.MARKUP)
        yield _text_piece(source, start + 1, end)
    elif match["picture"]:
        yield Piece(start, start + 2, PieceKind.MARKUP)
        yield from [_text_piece(source, *match.span("alt"))] if match["alt"] else []
        yield Piece(match.end("alt"), end, PieceKind.OMITTED, reason=OMITTED_PICTURE)
    elif match["link"]:
        yield from _link_pieces(source, match)
    elif match["address"]:
        yield Piece(start, start + 1, PieceKind.MARKUP)
        yield _text_piece(source, start + 1, end - 1)
        yield Piece(end - 1, end, PieceKind.MARKUP)
    elif match["note"]:
        yield Piece(start, end, PieceKind.MARKUP, f"[{match['note']}]", f"\\[{match['note']}]")
    elif match["entity"]:
        shown = unescape(match.group())
        yield Piece(start, end, PieceKind.TEXT, shown, escape_markdown(shown))
    elif match["comment"] or match["program"]:
        yield Piece(start, end, PieceKind.OMITTED, reason=OMITTED_COMMENT if match["comment"] else OMITTED_SCRIPT)
    else:
        gap = " " if match["tag"] and _BREAKS_WORDS.match(match["tag"]) else ""
        yield Piece(start, end, PieceKind.MARKUP, gap, gap)


def _link_pieces(source: str, match: "re.Match[str]") -> Iterator[Piece]:
    start, end = match.span("label")
    is_visible = bool(match["label"].strip()) and "<" not in match["url"]
    is_safe = (
        is_visible
        and bool(_SAFE.match(match["url"]))
        and not re.match("(?:javascript|vbscript|file|data):", match["url"], re.I)
    )
    yield Piece(start - 1, start, PieceKind.MARKUP, markdown="[" if is_safe else "")
    yield from read_inline(source, start, end, is_marked_up=True)
    if is_safe:
        yield Piece(end, match.end(), PieceKind.MARKUP, markdown=f"]({match['url'].replace('&', '&amp;')})")
    else:
        yield Piece(end, match.end(), PieceKind.OMITTED, reason=OMITTED_LINK)


def shown_text(pieces: tuple[Piece, ...]) -> str:
    return " ".join("".join(piece.shown for piece in pieces).split())


def markdown_text(pieces: tuple[Piece, ...]) -> str:
    return " ".join("".join(piece.markdown for piece in pieces).split())


def split_pieces(pieces: tuple[Piece, ...], at: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces before an offset of the source, and those from it on. A text piece may be split."""
    before, after = [], []
    for piece in pieces:
        if piece.end <= at:
            before.append(piece)
        elif piece.start >= at or piece.kind is not PieceKind.TEXT or len(piece.shown) != piece.end - piece.start:
            after.append(piece)
        else:
            head, tail = piece.shown[: at - piece.start], piece.shown[at - piece.start :]
            before.append(Piece(piece.start, at, PieceKind.TEXT, head, escape_markdown(head)))
            after.append(Piece(at, piece.end, PieceKind.TEXT, tail, escape_markdown(tail)))
    return tuple(before), tuple(after)
