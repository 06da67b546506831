"""Ids of clauses: the source's own numbers first, so that nothing unnumbered can move them, then places."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import count

from policies.importer.passages import Passage, Path

_SMALL = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "version"}
_LONGEST_PREFIX = 6


def prefix_of(title: str) -> str:
    """Capital letters for the ids of a document: the first letters of its title's words, or of its one word."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[A-Za-z][A-Za-z0-9]*", plain) if word.lower() not in _SMALL]
    if len(words) > 1:
        return "".join(word[0] for word in words)[:_LONGEST_PREFIX].upper()
    return words[0][:3].upper() if words else "DOC"


def slug_of(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "policy"


def number(passages: Sequence[Passage], headings: set[Path]) -> tuple[list[Path], set[int]]:
    """A number for each passage, none twice and none that a heading over clauses has; and the places in the list of
    those whose own number was taken. What the source does not number comes after what it does."""
    taken: set[Path] = set()
    found: dict[int, Path] = {}
    twice: set[int] = set()
    for place, passage in enumerate(passages):
        if passage.path and passage.path not in taken:
            found[place] = passage.path
            taken.add(passage.path)
        elif passage.path:
            twice.add(place)
    for place, path in _others(passages, found, taken | headings):
        found[place] = path
    return [found[place] for place in range(len(passages))], twice


def _others(passages: Sequence[Passage], found: dict[int, Path], taken: set[Path]) -> Iterator[tuple[int, Path]]:
    by_place = {passages[place].place: path for place, path in found.items()}
    used: dict[Path, int] = {}
    for path in taken:
        used[path[:-1]] = max(used.get(path[:-1], 0), path[-1])
    for place, passage in enumerate(passages):
        if place in found:
            continue
        base = passage.path or passage.under or _above(passage.place, by_place)
        path = next(p for n in count(used.get(base, 0) + 1) if (p := (*base, n)) not in taken)
        used[base] = path[-1]
        taken.add(path)
        by_place.setdefault(passage.place, path)
        yield place, path


def _above(place: Path, numbered: dict[Path, Path]) -> Path:
    """The number of the nearest passage that this one is part of."""
    for end in range(len(place) - 1, 0, -1):
        if place[:end] in numbered:
            return numbered[place[:end]]
    return ()
