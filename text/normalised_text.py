"""A text as a person reads it, with the place of each character in the text that was posted."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

Offsets: TypeAlias = "array[int]"


class Edit(NamedTuple):
    """The characters from `start` to `end` read as `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, eq=False)
class NormalisedText:
    """`text` is what is read, `source` what was posted. Character n of `text` stands for `source[starts[n]:ends[n]]`;
    without `starts` and `ends` the offsets of both are equal. `disguised`: letters were hidden from programs, but not
    from people."""

    text: str
    source: str
    starts: "Offsets | None" = None
    ends: "Offsets | None" = None
    disguised: bool = False

    @classmethod
    def of(cls, source: str) -> "NormalisedText":
        return cls(source, source)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest part of the source that holds `text[start:end]`, as start and end."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= min(end, len(self.starts)):
            at = self.starts[start] if start < len(self.starts) else len(self.source)
            return at, at
        return min(self.starts[start:end]), max(self.ends[start:end])

    def translated(self, table: Mapping[int, str]) -> "NormalisedText":
        """`table` gives one character for a code point."""
        return replace(self, text=self.text.translate(table))

    def replaced(self, edits: Iterable[Edit]) -> "NormalisedText":
        """`edits` are in order and do not overlap."""
        found = [edit for edit in edits if self.text[edit.start : edit.end] != edit.text]
        if not found:
            return self
        old_starts, old_ends = self._offsets()
        pieces: list[str] = []
        starts, ends, at = array("i"), array("i"), 0
        for start, end, new in found:
            pieces += self.text[at:start], new
            starts += old_starts[at:start]
            ends += old_ends[at:start]
            if len(new) == end - start:
                starts += old_starts[start:end]
                ends += old_ends[start:end]
            elif new:
                starts += array("i", [min(old_starts[start:end])]) * len(new)
                ends += array("i", [max(old_ends[start:end])]) * len(new)
            at = end
        pieces.append(self.text[at:])
        return replace(self, text="".join(pieces), starts=starts + old_starts[at:], ends=ends + old_ends[at:])

    def reordered(self, order: Sequence[int]) -> "NormalisedText":
        """The characters at these offsets, in this order."""
        starts, ends = self._offsets()
        return replace(
            self,
            text="".join(map(self.text.__getitem__, order)),
            starts=array("i", map(starts.__getitem__, order)),
            ends=array("i", map(ends.__getitem__, order)),
        )

    def turned(self, spans: Iterable[tuple[int, int]]) -> "NormalisedText":
        """With these parts, in order, read from their end."""
        order: list[int] = []
        for start, end in spans:
            order += (*range(len(order), start), *range(end - 1, start - 1, -1))
        return self.reordered([*order, *range(len(order), len(self.text))])

    def marked(self, disguised: bool) -> "NormalisedText":
        """Disguised if it was before or now is."""
        return replace(self, disguised=True) if disguised and not self.disguised else self

    def _offsets(self) -> tuple[Offsets, Offsets]:
        if self.starts is None or self.ends is None:
            size = len(self.text)
            return array("i", range(size)), array("i", range(1, size + 1))
        return self.starts, self.ends
