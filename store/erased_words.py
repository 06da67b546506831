"""Looks for the words of erased cases in files: copies that no row of the database tells of."""

import json
import mmap
import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from pathlib import Path

from domain.case import Case

MIN_CHARS = 12  # a shorter text is found in files that have nothing to do with the case
MAX_CHARS = 60  # a longer one may be cut by a page of a database
MAX_WORDS = 40  # each one is a search through every file
UNESCAPED = re.compile(r'[^"\\\x00-\x1f\x7f]+')  # characters that are written as they are in JSON, CSV and YAML

Words = tuple[bytes, ...]


def words_of(cases: Iterable[Case]) -> Words:
    """The starts of the longest texts of the cases, as they stand in files: in UTF-8, and in JSON in ASCII."""
    items = (item for case in cases for item in case.content)
    written = (text for item in items for text in (item.text, item.replies_to or ""))
    texts = {part[:MAX_CHARS] for text in written if (part := _longest_part(text))}
    longest = nlargest(MAX_WORDS, texts, key=len)
    return tuple(dict.fromkeys(form for text in longest for form in (text.encode(), json.dumps(text)[1:-1].encode())))


def words_of_id(creator_id: str) -> Words:
    """The id as the creator of a case in JSON. An erasure that is run again still knows it, but no text."""
    names = {json.dumps(creator_id), json.dumps(creator_id, ensure_ascii=False)}
    return tuple(f'"creator_id"{colon}{name}'.encode() for name in sorted(names) for colon in (":", ": "))


def files_with(words: Words, places: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file at or below `places` that holds one of the words, or that cannot be searched, and which of the two."""
    if not words:
        return
    for path in dict.fromkeys(file for place in places for file in _files(place)):
        try:
            if _holds(path, words):
                yield path, "holds words or the id of the erased creator"
        except OSError as error:
            yield path, f"cannot be searched ({error.strerror})"


def _longest_part(text: str) -> str:
    part = max((found.strip() for found in UNESCAPED.findall(text)), key=len, default="")
    return part if len(part) >= MIN_CHARS else ""


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place.resolve()]
    return sorted(path.resolve() for path in place.rglob("*") if path.is_file() and not path.is_symlink())


def _holds(path: Path, words: Sequence[bytes]) -> bool:
    with path.open("rb") as file:
        if not path.stat().st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return any(content.find(word) >= 0 for word in words)
