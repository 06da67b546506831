"""Several texts searched as one, with the place of each character in its own text."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple


class Place(NamedTuple):
    """The characters from `start` to `end` of the text with that number."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class JoinedText:
    """`starts` and `ends` are where each text stands in `text`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, texts: Iterable[str], separator: str) -> "JoinedText":
        texts = tuple(texts)
        starts = tuple(accumulate((len(text) + len(separator) for text in texts), initial=0))[: len(texts)]
        return cls(separator.join(texts), starts, tuple(map(sum, zip(starts, map(len, texts), strict=True))))

    def places(self, start: int, end: int) -> Iterator[Place]:
        """Where `text[start:end]` stands in the texts. Separators stand nowhere."""
        first = max(0, bisect_right(self.starts, start) - 1)
        for number in range(first, bisect_right(self.starts, end - 1)):
            at, last = self.starts[number], self.ends[number]
            if max(start, at) < min(end, last):
                yield Place(number, max(start, at) - at, min(end, last) - at)

    def last_place(self, start: int, end: int) -> Place:
        """A match may begin in the separator before its text."""
        return list(self.places(start, end))[-1]
