"""Repetition of a creator's own captions, and families of nearly equal ones."""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from signals.quality.measure import Measure, MeasureName, measured, not_measured

LOOK_BACK = 30  # earlier captions that are compared
MIN_EARLIER = 3
NEARLY_EQUAL = 0.6  # Jaccard similarity of the marks; a changed price, emoji or word leaves more
MAX_CHARACTERS = 400  # of letters: more would fill the marks
RUN = 4  # letters that together set a mark
MARKS = 1_024
CHUNK = 50_000
PRIMES = np.array([2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263], dtype=np.uint64)
NO_LETTERS = re.compile(r"[\W\d_]+")

Marks: TypeAlias = NDArray[np.uint64]
Ints: TypeAlias = NDArray[np.int64]


def own_repetition(caption: str, earlier: Sequence[str]) -> Measure:
    """The share of the creator's last LOOK_BACK captions, in the order of time, that are nearly equal to this one."""
    name, shown = MeasureName.OWN_REPETITION, caption_marks([caption, *earlier[-LOOK_BACK:]])
    if not shown[0].any():
        return not_measured(name, "the post has no caption")
    before = shown[1:][shown[1:].any(axis=1)]
    if len(before) < MIN_EARLIER:
        return not_measured(name, f"the creator has fewer than {MIN_EARLIER} earlier captions")
    return measured(name, float(_nearly_equal(before, shown[:1]).mean()), 0.9 * min(1.0, len(before) / 10))


def caption_families(owner: Ints, captions: Sequence[str | None]) -> Ints:
    """A number for each caption, rows in the order of time: the same for captions of one owner of which each is nearly
    equal to one of the LOOK_BACK before it; -1 without letters. Time grows with the number of letters."""
    marks = caption_marks([caption or "" for caption in captions])
    written = np.flatnonzero(marks.any(axis=1))
    order = written[np.argsort(owner[written], kind="stable")]
    parent = np.arange(len(order))
    marks, owner = marks[order], owner[order]
    for lag in range(1, min(LOOK_BACK, len(order) - 1) + 1):
        alone = np.flatnonzero((parent[lag:] == np.arange(lag, len(order))) & (owner[lag:] == owner[:-lag])) + lag
        same = alone[_nearly_equal(marks[alone], marks[alone - lag])]
        parent[same] = same - lag
    while (further := parent[parent]).tobytes() != parent.tobytes():
        parent = further
    families = np.full(len(captions), -1, np.int64)
    families[order] = order[parent]
    return families


def caption_marks(captions: Sequence[str]) -> Marks:
    """Shape (captions, MARKS / 64): a bit for each RUN of letters, by its hash; no bit without letters."""
    parts = [_marks(captions[start : start + CHUNK]) for start in range(0, len(captions), CHUNK)]
    return np.concatenate([np.zeros((0, MARKS // 64), np.uint64), *parts])


def _marks(captions: Sequence[str]) -> Marks:
    letters = [_letters(caption) for caption in captions]
    lengths = np.array([len(one) for one in letters], dtype=np.int64)
    text = np.frombuffer("".join(letters).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    caption = np.repeat(np.arange(len(letters)), lengths)
    text = np.concatenate([text, np.zeros(RUN, np.uint64)])
    ends = np.concatenate([caption, np.full(RUN, -1)])
    mixed = np.zeros(len(caption), np.uint64)
    for step in range(RUN):
        mixed += text[step : step + len(caption)] * PRIMES[step]
    place = (mixed * PRIMES[0] >> np.uint64(20)) % np.uint64(MARKS)
    inside = ends[RUN - 1 : RUN - 1 + len(caption)] == caption
    whole = inside | (lengths < RUN)[caption]
    bits = np.zeros((len(letters), MARKS), np.uint8)
    bits[caption[whole], place[whole].astype(np.int64)] = 1
    return np.packbits(bits, axis=1).view(np.uint64)


def _letters(caption: str) -> str:
    plain = caption if caption.isascii() else unicodedata.normalize("NFKC", caption)
    return NO_LETTERS.sub(" ", plain[: 2 * MAX_CHARACTERS].casefold()).strip()[:MAX_CHARACTERS]


def _nearly_equal(one: Marks, other: Marks) -> NDArray[np.bool_]:
    common = np.bitwise_count(one & other).sum(axis=1, dtype=np.int64)
    either = np.bitwise_count(one | other).sum(axis=1, dtype=np.int64)
    return np.asarray(common >= NEARLY_EQUAL * np.maximum(either, 1))
