"""Clause ids: the numbers of the source first, so that unnumbered passages cannot change them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import count

from policies.importer.structure.passages import NumberPath, Passage
from policies.importer.structure.tree import SMALL_WORDS

_WORDS_WITHOUT_INITIAL = SMALL_WORDS | {"version"}
_MAX_PREFIX_CHARS = 6


def id_prefix(title: str) -> str:
    """The capital letters that begin the ids: the initials of the title, or three letters of a single word."""
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", _ascii(title))
    words = [word for word in words if word.lower() not in _WORDS_WITHOUT_INITIAL]
    if len(words) > 1:
        return "".join(word[0] for word in words)[:_MAX_PREFIX_CHARS].upper()
    return words[0][:3].upper() if words else "DOC"


def slugify(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _ascii(title).lower()).strip("-")[:60].strip("-") or "policy"


def _ascii(text: str) -> str:
    """The text without accents and without characters that have no ASCII form."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def number_passages(passages: Sequence[Passage], headings: set[NumberPath]) -> tuple[list[NumberPath], set[int]]:
    """A unique number for each passage, none of them a heading's; and the indices of passages whose own number was
    taken. Passages without a number in the source come after those with one."""
    taken: set[NumberPath] = set()
    numbers: dict[int, NumberPath] = {}
    duplicates: set[int] = set()
    for index, passage in enumerate(passages):
        if passage.path and passage.path not in taken:
            numbers[index] = passage.path
            taken.add(passage.path)
        elif passage.path:
            duplicates.add(index)
    for index, path in _number_the_rest(passages, numbers, taken | headings):
        numbers[index] = path
    return [numbers[index] for index in range(len(passages))], duplicates


def _number_the_rest(
    passages: Sequence[Passage], numbers: dict[int, NumberPath], taken: set[NumberPath]
) -> Iterator[tuple[int, NumberPath]]:
    by_position = {passages[index].position: path for index, path in numbers.items()}
    used: dict[NumberPath, int] = {}
    for path in taken:
        used[path[:-1]] = max(used.get(path[:-1], 0), path[-1])
    for index, passage in enumerate(passages):
        if index in numbers:
            continue
        base = passage.path or passage.parent_path or _enclosing_number(passage.position, by_position)
        path = next(p for n in count(used.get(base, 0) + 1) if (p := (*base, n)) not in taken)
        used[base] = path[-1]
        taken.add(path)
        by_position.setdefault(passage.position, path)
        yield index, path


def _enclosing_number(position: NumberPath, numbered: dict[NumberPath, NumberPath]) -> NumberPath:
    """The number of the nearest passage that contains this one."""
    for end in range(len(position) - 1, 0, -1):
        if position[:end] in numbered:
            return numbered[position[:end]]
    return ()
