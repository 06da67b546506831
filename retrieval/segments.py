"""Segments: a text cut into sentence-sized pieces that know exactly where they stand in it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHORT_WORDS = 4
SHORT_CHARACTERS = 16
MOST_WORDS = 40
MOST_CHARACTERS = 400

# A word is at most 120 characters, so that a text without spaces is cut too. CJK sentence marks end a word.
_CJK_ENDS = "\u3002\uff01\uff1f"
_WORD = re.compile(rf"[^\s{_CJK_ENDS}]{{0,119}}+[{_CJK_ENDS}]|\S{{1,120}}")
_CLOSERS = "\"'\u201d\u2019)]»*_\ufe0f\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_SENTENCE_ENDS = f".!?…{_CJK_ENDS}"
_FIRST_PICTOGRAM = "\u2190"  # below it "other symbols" are ©, °, ™ and their like

Span = tuple[int, int]


@dataclass(frozen=True)
class Segment:
    """`text` is the source's `[start:end]`, offsets in code points."""

    start: int
    end: int
    text: str


def segments(text: str) -> tuple[Segment, ...]:
    """Every word of the text in exactly one segment, in order; nothing for a text of spaces. Linear in its length."""
    joined: list[list[Span]] = []
    for piece in _pieces(text):
        if joined and _belong_together(joined[-1], piece):
            joined[-1].extend(piece)
        else:
            joined.append(piece)
    return tuple(Segment(s[0][0], s[-1][1], text[s[0][0] : s[-1][1]]) for s in joined)


def _belong_together(before: Sequence[Span], after: Sequence[Span]) -> bool:
    fits = len(before) + len(after) <= MOST_WORDS and _fits(before[0], after[-1])
    return fits and (_is_short(before) or _is_short(after))


def _is_short(words: Sequence[Span]) -> bool:
    return len(words) < SHORT_WORDS and words[-1][1] - words[0][0] < SHORT_CHARACTERS


def _fits(first: Span, last: Span) -> bool:
    return last[1] - first[0] <= MOST_CHARACTERS


def _pieces(text: str) -> Iterator[list[Span]]:
    """Sentences, the long ones in windows of like size."""
    for sentence in _sentences(text):
        windows = -(-len(sentence) // MOST_WORDS)
        size = -(-len(sentence) // windows)
        piece: list[Span] = []
        for word in sentence:
            if piece and (len(piece) == size or not _fits(piece[0], word)):
                yield piece
                piece = []
            piece.append(word)
        yield piece


def _sentences(text: str) -> Iterator[list[Span]]:
    sentence: list[Span] = []
    for match in _WORD.finditer(text):
        if sentence and _breaks(text, sentence[-1], match.start()):
            yield sentence
            sentence = []
        sentence.append(match.span())
    if sentence:
        yield sentence


def _breaks(text: str, word: Span, next_start: int) -> bool:
    """Whether a sentence ends with this word: by its mark, by a pictogram in place of one, or by the line's end."""
    gap = text[word[1] : next_start]
    if gap not in ("", " ") and gap.splitlines() != [gap]:
        return True
    last = text[word[0] : word[1]].rstrip(_CLOSERS)[-1:]
    return last in _SENTENCE_ENDS or (last >= _FIRST_PICTOGRAM and unicodedata.category(last) == "So")
