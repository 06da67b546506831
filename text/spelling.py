"""Joins words that are spelled letter by letter, and reads digits and signs inside words as letters."""

import re
from collections.abc import Iterator
from itertools import pairwise

from text.normalised_text import Edit, NormalisedText

LETTER = "A-Za-z\u00c0-\u024f"
SIGN = r"(?:[^\w\s,;:?!'\"()&@#%+$]|_)"  # those left out stand between words and numbers too
SPELLED = re.compile(rf"[{LETTER}](?:(?: |\r?\n|{SIGN}{{1,3}}| {SIGN}{{1,3}} )[{LETTER}]){{2,}}")
SYLLABLES = re.compile(rf"[{LETTER}]{{1,2}}(?:[^\w\s,;:?!'\"()&@#%+$/]{{1,3}}[{LETTER}]{{1,2}}){{2,}}")
BROKEN = re.compile(rf"[{LETTER}](?:[*|~^]{{1,3}}|__)[{LETTER}]")
LETTERS = re.compile(f"[{LETTER}]+")
MIN_LETTERS = 4
MIN_SYLLABLE_LETTERS = 5
LEET_WORD = re.compile(rf"[{LETTER}0-9@$!€¢£]{{4,}}|\b[a-z][0134][a-z]\b")
LEET = str.maketrans("013457@$!€¢£", "oieastasiecl")
SENTENCE_END = re.compile("[a-z]![A-Z]")  # without a space after it
INSIDE = re.compile(rf"[{LETTER}][013457@$!€¢£]{{1,4}}[{LETTER}]")
# Single letters, with wider gaps between the words than in them.
SPACED = re.compile(rf"(?<![{LETTER}])[{LETTER}](?: {{1,9}}[{LETTER}]){{5,}}(?![{LETTER}])")
WIDE_GAP = re.compile(" {2,9}")


def respell(read: NormalisedText) -> NormalisedText:
    """Linear time."""
    for find in (_spaced_words, _spelled_words, _broken_words, _leet_words):
        edits = [*find(read.text)]
        read = read.replaced(edits).marked(bool(edits))
    return read


def _spaced_words(text: str) -> Iterator[Edit]:
    for found in SPACED.finditer(text):
        words = [word.replace(" ", "") for word in WIDE_GAP.split(found[0])]
        if len(words) > 1:
            yield Edit(*found.span(), " ".join(words))


def _spelled_words(text: str) -> Iterator[Edit]:
    end = 0
    for found in sorted((*SPELLED.finditer(text), *SYLLABLES.finditer(text)), key=lambda found: found.start()):
        edit = _joined(text, found)
        if edit and edit.start >= end:
            yield edit
            end = edit.end


def _joined(text: str, found: re.Match[str]) -> Edit | None:
    """The letters of a match as one word. Letters at its ends that belong to other words are left out; `d-i-abetes`
    ends with the rest of the word."""
    fragments = list(LETTERS.finditer(text, found.start(), found.end()))
    if text[found.start() - 1 : found.start()].isalnum():
        fragments = fragments[1:]
    if len(fragments) < 3:
        return None
    rest = LETTERS.match(text, found.end())
    is_one_word = found.re is SPELLED and not text[fragments[-2].end()].isspace()
    end = rest.end() if rest and is_one_word else fragments[-1].end()
    if text[end : end + 1].isalnum():
        fragments = fragments[:-1]
        end = fragments[-1].end() if fragments else end
    word = _word(text, fragments) + text[fragments[-1].end() : end] if fragments else ""
    min_letters = MIN_LETTERS if found.re is SPELLED else MIN_SYLLABLE_LETTERS
    return Edit(fragments[0].start(), end, word) if len(fragments) > 2 and len(word) >= min_letters else None


def _word(text: str, fragments: list[re.Match[str]]) -> str:
    """Where signs stand between letters, a space ends a word."""
    gaps = [text[before.end() : after.start()] for before, after in pairwise(fragments)]
    parts = "".join(gaps).strip() != ""
    ends = (" " if parts and gap.isspace() else "" for gap in [*gaps, ""])
    return "".join(fragment[0] + end for fragment, end in zip(fragments, ends, strict=True))


def _broken_words(text: str) -> Iterator[Edit]:
    return (Edit(found.start() + 1, found.end() - 1, "") for found in BROKEN.finditer(text))


def _leet_words(text: str) -> Iterator[Edit]:
    for found in LEET_WORD.finditer(text):
        word = found[0].rstrip("!")
        letters = sum(map(str.isalpha, word))
        is_address = "@" in word and text[found.end() : found.end() + 1] == "."
        is_word = not is_address and not SENTENCE_END.search(word)
        if is_word and min(3, len(word) - 1) <= letters < len(word) <= 2 * letters and INSIDE.search(word):
            plain = word.translate(LEET)
            if plain.isalpha():
                yield Edit(found.start(), found.start() + len(word), plain)
