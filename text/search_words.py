"""The words by which a text is searched: folded, so that disguised letters, accents and case do not matter."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from text.normalization import normalise

MAX_WORD_CHARS = 40  # of a longer one the start is searched; it is an address or no word
MIN_PREFIX_CHARS = 3
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
# Scripts without spaces between words: Thai to Burmese, Khmer, kana, Chinese characters.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
INDIC = "\u0900-\u0dff\u0f00-\u0fff"  # vowel signs are no letters to Python, and do not end a word
UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
RUN = re.compile(f"(?P<unspaced>[{UNSPACED}]+)|(?:(?![{UNSPACED}])(?:[^\\W_]|[{INDIC}]))+")


def search_words(text: str) -> Iterator[str]:
    """In their order, repeated ones too. A run of a script without spaces gives each pair of neighbours, so that any
    part of it of two or more letters can be found. Linear time."""
    folded = unicodedata.normalize("NFKD", normalise(text).text.casefold())
    for run in RUN.finditer(ACCENTS.sub("", folded)):
        if run["unspaced"] is None or len(run[0]) == 1:
            yield run[0][:MAX_WORD_CHARS]
        else:
            yield from (run[0][i : i + 2] for i in range(len(run[0]) - 1))


def distinct_words(texts: Iterable[str], limit: int) -> frozenset[str]:
    """The first `limit` different words of the texts."""
    found = set[str]()
    for text in texts:
        for word in search_words(text):
            found.add(word)
            if len(found) == limit:
                return frozenset(found)
    return frozenset(found)


def is_prefix(word: str) -> bool:
    """Whether a search for the word finds longer words that start with it: not for words so short that most posts
    have such a word."""
    is_half_pair = len(word) == 1 and UNSPACED_LETTER.fullmatch(word) is not None
    return len(word) >= MIN_PREFIX_CHARS or is_half_pair
