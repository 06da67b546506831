"""The blocks of a foreign text: headings, numbered items, bullets, paragraphs, rows, each character in one piece."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from policies.importer.inline import Piece, What, cut, shown, written
from policies.importer.number_labels import Label


class Shape(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"
    ROW = "row"
    CODE = "code"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Block:
    """`rank` orders headings, the widest lowest. `indent` is that of its words after the first line, `first` that of
    the first. `lines` is how many it has, `line` where it begins, from 1."""

    shape: Shape
    pieces: tuple[Piece, ...]
    line: int
    label: Label | None = None
    rank: int = 0
    first: int = 0
    indent: int = 0
    lines: int = 1
    guessed: bool = False

    @cached_property
    def text(self) -> str:
        return shown(self.pieces)

    @cached_property
    def written(self) -> str:
        return written(self.pieces)

    @property
    def tag(self) -> str:
        """What the source numbered it by; empty where it did not."""
        return self.label.text if self.label else ""

    def split(self, at: int) -> "tuple[Block, Block]":
        """What stands before an offset of the source, and what stands from it on without label."""
        before, after = cut(self.pieces, at)
        return replace(self, pieces=before), replace(self, pieces=after, shape=Shape.PARAGRAPH, label=None)

    def offset(self, shown_at: int) -> int:
        """Where in the source the character stands that a reader sees at this place of the text's pieces."""
        for piece in self.pieces:
            if piece.what is What.TEXT and shown_at < len(piece.shown):
                plain = len(piece.shown) == piece.end - piece.start
                return piece.start + shown_at if plain else piece.start
            shown_at -= len(piece.shown)
        return self.pieces[-1].end
