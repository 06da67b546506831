"""Tells where the sentences of a text end: by marks, pictograms, separators and line ends, and not at abbreviations."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

# A word is at most 128 characters, so that a text without spaces is split too. CJK sentence marks end a word.
_CJK_ENDS = "\u3002\uff01\uff1f"
_WORD = re.compile(rf"[^\s{_CJK_ENDS}]{{0,119}}+[{_CJK_ENDS}]{{1,9}}|\S{{1,120}}")
_NO_SPACE_AFTER_END = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z](?:[a-z]|$))|(?<=[\u3040-\u9fff][!?])(?=[\u3040-\u9fff])")
_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
_CLOSERS = "\"'\u201d\u2019)]»*_\ufe0f\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_SENTENCE_ENDS = f".!?…{_CJK_ENDS}"
_FIRST_PICTOGRAM = "\u2190"  # "other symbols" before it are ©, °, ™ and similar
_SEPARATOR = re.compile(r"[|\u00a6]{1,4}|/{2,4}|~{1,4}")
_BULLETS = "•▪◦‣●■"
_LIST_NUMBER = re.compile(r"\(?(?:[0-9]{1,3}|[A-Za-z])[.)]")
_TITLE = re.compile(r"(?:dr|mr|mrs|ms|prof|st|vs|approx|e\.g|i\.e)\.", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"(?:no|nr|vol|fig|ch|pp?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.", re.IGNORECASE)
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*\.")
MIN_WORDS_BEFORE_SEPARATOR = 3  # cells of a table are shorter
# A sentence of fewer words that began with a capital goes on after a pictogram, where the next word has none.
MIN_WORDS_BEFORE_PICTOGRAM = 8


def sentences(text: str) -> Iterator[list[Span]]:
    """The words of each sentence, as spans. Linear time."""
    sentence: list[Span] = []
    for word in _words(text):
        if sentence and _ends_sentence(text, sentence, word):
            yield sentence
            sentence = []
        sentence.append(word)
    if sentence:
        yield sentence


def _words(text: str) -> Iterator[Span]:
    """Between white space; a sentence end without a space after it ends a word too."""
    for found in _WORD.finditer(text):
        start = found.start()
        if not found[0].isalnum() and not _ADDRESS.search(found[0]):
            for inner in _NO_SPACE_AFTER_END.finditer(text, *found.span()):
                yield start, inner.start()
                start = inner.start()
        yield start, found.end()


def _ends_sentence(text: str, sentence: Sequence[Span], following: Span) -> bool:
    start, end = sentence[-1]
    if len(sentence) == 1 and _is_mark_of_line(text[start:end]):
        return False
    gap, word, after = text[end : following[0]], text[start:end], text[slice(*following)]
    if gap not in ("", " ") and gap.splitlines() != [gap]:
        return True
    if after[0] in _BULLETS:
        return True
    if _SEPARATOR.fullmatch(word):
        return len(sentence) > MIN_WORDS_BEFORE_SEPARATOR
    bare = word.rstrip(_CLOSERS)
    if is_pictogram(bare[-1:]):
        goes_on = after[0].islower() and not text[sentence[0][0]].islower()
        return not goes_on or len(sentence) >= MIN_WORDS_BEFORE_PICTOGRAM
    return bare[-1:] in _SENTENCE_ENDS and not _goes_on(bare.lstrip("(\"'\u201c"), after)


def is_pictogram(character: str) -> bool:
    return character >= _FIRST_PICTOGRAM and unicodedata.category(character) == "So"


def _is_mark_of_line(word: str) -> bool:
    """A number of a list, or pictograms before the words."""
    return _LIST_NUMBER.fullmatch(word) is not None or all(map(is_pictogram, word.rstrip(_CLOSERS) or "x"))


def _goes_on(word: str, after: str) -> bool:
    """Whether the points at the end of this word end no sentence: those of an abbreviation, or three of them."""
    if word.endswith(("...", "…")):
        return after[0].islower()
    if not word.endswith(".") or not word[:-1]:
        return False
    if _INITIALS.fullmatch(word):
        return after[0].islower() or (word[:-1].isupper() and len(word) == 2 and word != "I.")
    return bool(_TITLE.fullmatch(word) or (after[0].isdigit() and _BEFORE_NUMBER.fullmatch(word)))
