"""Splits a text into sentence-sized segments with their offsets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.sentence_ends import Span, sentences

MIN_WORDS = 4
MIN_CHARS = 16
MAX_WORDS = 40
MAX_CHARS = 250  # a token has at least a character, and an embedder reads 256 or more
# A sentence of more than MAX_WORDS is speech without marks. Its windows are small enough for one claim to stand out.
MIN_WINDOW_WORDS, MAX_WINDOW_WORDS = 8, 16
CLAUSE_STARTS = (
    *("and", "but", "so", "because", "then", "okay", "ok", "also", "plus", "while", "when", "after", "since", "until"),
    *("honestly", "actually", "anyway"),
)


@dataclass(frozen=True)
class Segment:
    """`text` is the source's `[start:end]`; offsets are in code points."""

    start: int
    end: int
    text: str


def segments(text: str, *, coarse: bool = False) -> tuple[Segment, ...]:
    """Every word of the text is in a segment, in order; a word of a long sentence may be in two. Coarse segments are as
    long as they can be, with each word in one. Empty for a text without words. Linear time."""
    joined: list[list[Span]] = []
    for piece in _pieces(text, overlap=not coarse):
        if joined and _can_join(joined[-1], piece, any_length=coarse):
            joined[-1].extend(piece)
        else:
            joined.append(piece)
    return tuple(Segment(words[0][0], words[-1][1], text[words[0][0] : words[-1][1]]) for words in joined)


def _can_join(before: Sequence[Span], after: Sequence[Span], *, any_length: bool) -> bool:
    fits = len(before) + len(after) <= MAX_WORDS and _fits([before[0], after[-1]])
    return fits and (any_length or _is_short(before) or _is_short(after))


def _is_short(words: Sequence[Span]) -> bool:
    return len(words) < MIN_WORDS and words[-1][1] - words[0][0] < MIN_CHARS


def _fits(words: Sequence[Span]) -> bool:
    return words[-1][1] - words[0][0] <= MAX_CHARS


def _pieces(text: str, *, overlap: bool) -> Iterator[list[Span]]:
    """Sentences; long ones in windows. `overlap`: with one across each place where two windows meet."""
    for sentence in sentences(text):
        pieces = _cut(text, sentence, is_long=len(sentence) > MAX_WORDS)
        yield from pieces[:1]
        for before, after in pairwise(pieces):
            if (
                overlap
                and len(sentence) > MAX_WORDS
                and _fits(across := [*before[len(before) // 2 :], *after[: len(after) // 2]])
            ):
                yield across
            yield after


def _cut(text: str, sentence: Sequence[Span], *, is_long: bool) -> list[list[Span]]:
    pieces: list[list[Span]] = [[]]
    for word in sentence:
        if pieces[-1] and (not _fits([*pieces[-1][:1], word]) or (is_long and _ends_window(text, pieces[-1], word))):
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def _ends_window(text: str, piece: Sequence[Span], word: Span) -> bool:
    """Before a word that begins a clause, if there are enough words; at the latest after `MAX_WINDOW_WORDS`."""
    if len(piece) < MIN_WINDOW_WORDS:
        return False
    start, end = piece[-1]
    after_mark = text[start:end].endswith((",", ";", ":"))
    return len(piece) == MAX_WINDOW_WORDS or after_mark or text[slice(*word)].lower() in CLAUSE_STARTS
