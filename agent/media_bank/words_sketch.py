"""A sketch of the words in a medium: whether two say much the same can be told from it, and not what they say."""

import hashlib
from collections.abc import Mapping

from domain.case import Case

NAME = "words"
SHINGLE_CHARS = 3
COLUMNS, DIGITS = 32, 4  # of hexadecimal digits: 16 bits a column
MIN_LIKENESS = 0.4  # the share of equal columns, which estimates that of the shingles that both have


def texts_of(case: Case) -> Mapping[str, str]:
    """By medium: what was read in it."""
    texts: dict[str, list[str]] = {}
    for item in case.content:
        if item.region is not None:
            texts.setdefault(item.region.media_id, []).append(item.text)
    return {media_id: "\n".join(found) for media_id, found in texts.items()}


def sketch(text: str) -> str | None:
    """The least hash of each column over all shingles (A. Broder, "On the resemblance and containment of documents",
    1997). None of a text without a shingle."""
    folded = " ".join(text.casefold().split())
    shingles = {folded[start : start + SHINGLE_CHARS] for start in range(len(folded) - SHINGLE_CHARS + 1)}
    if not shingles:
        return None
    hashes = [hashlib.blake2b(one.encode(), digest_size=COLUMNS * DIGITS // 2).hexdigest() for one in shingles]
    return "".join(min(columns) for columns in zip(*map(_columns, hashes), strict=True))


def say_the_same(one: str | None, other: str | None) -> bool:
    """Whether two sketches are of much the same words. Where there is none on a side, it is not known, and true."""
    if one is None or other is None:
        return True
    equal = sum(left == right for left, right in zip(_columns(one), _columns(other), strict=True))
    return equal >= MIN_LIKENESS * COLUMNS


def _columns(value: str) -> list[str]:
    return [value[start : start + DIGITS] for start in range(0, COLUMNS * DIGITS, DIGITS)]
