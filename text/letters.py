"""Letters that stand for Latin ones: styled letters, letters of other scripts that look alike, letters upside down."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

TABLES = tomllib.loads(Path(__file__).with_name("letters.toml").read_text(encoding="utf-8"))


def _latin_letters(name: str) -> dict[str, str]:
    return {alike: latin for latin, alikes in TABLES[name].items() for alike in alikes}


LATIN_OF, IN_MIXED_WORDS = _latin_letters("look_alikes"), _latin_letters("in_mixed_words")
UPSIDE_DOWN, SMALL_CAPITALS = _latin_letters("upside_down"), _latin_letters("small_capitals")
LOOK_ALIKE_TABLE = str.maketrans(LATIN_OF)
MIXED_WORD_TABLE = str.maketrans({**IN_MIXED_WORDS, **LATIN_OF})
UPSIDE_DOWN_TABLE = str.maketrans(UPSIDE_DOWN)
TURNED = frozenset(c for c in UPSIDE_DOWN if c > "\u0180" and c.islower())
FLAGS = frozenset(TABLES["flags"].split())

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
NEGATIVE_LETTERS = {chr(first + n): c.upper() for first in (0x1F150, 0x1F170) for n, c in enumerate(ALPHABET)}
LETTERS_IN_BRACKETS = {chr(0x249C + n): c for n, c in enumerate(ALPHABET)}
REGIONAL_TABLE = {0x1F1E6 + n: c.upper() for n, c in enumerate(ALPHABET)}
STROKED_TABLE = str.maketrans("\u0127\u0167\u00f8\u0111\u0142\u0180\u01e5", "htodlbg")
SPACES = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u2800\u3000", " "
)
LINE_ENDS = dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n")
STYLED = SMALL_CAPITALS | NEGATIVE_LETTERS | LETTERS_IN_BRACKETS | SPACES | LINE_ENDS

# Kinds of compatibility characters in the Unicode database. A letter of the first kinds is folded into its script.
SCRIPT_KINDS = ("<font>", "<wide>", "<narrow>", "<isolated>", "<initial>", "<medial>", "<final>")
ASCII_KINDS = ("<circle>", "<square>", "<super>", "<sub>", "<small>", "<compat>")
# Signs, and marks between Chinese and Japanese words.
ORDINARY_SIGNS = "\u2122\u2120\u2026\u2025\u203c\u2047\u2048\u2049\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff5e"


@lru_cache(maxsize=4096)
def plain_character(character: str) -> str:
    """The ordinary characters that a styled one stands for: a mathematical, circled, fullwidth, small capital or
    superscript letter, a ligature, a presentation form, an unusual space. Itself if it is ordinary."""
    if character in STYLED:
        return STYLED[character]
    kind = unicodedata.decomposition(character).partition(" ")[0]
    if character < "\u0100" or character in ORDINARY_SIGNS or kind not in (*SCRIPT_KINDS, *ASCII_KINDS):
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() or (kind in SCRIPT_KINDS and plain.isalnum()) else character


@lru_cache(maxsize=4096)
def is_latin(character: str) -> bool:
    return character.isalpha() and (character.isascii() or unicodedata.name(character, "").startswith("LATIN"))


def are_flags(codes: str) -> bool:
    return len(codes) % 2 == 0 and all(codes[n : n + 2] in FLAGS for n in range(0, len(codes), 2))


def without_marks(word: str) -> str:
    """Without accents and strokes: "ćúŕéđ" is "cured"."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return plain.translate(STROKED_TABLE)


def latin_word(word: str, table: Mapping[int, str]) -> str | None:
    """The word with look-alike letters replaced, or None if that leaves letters which are not Latin."""
    folded = word.translate(table)
    return folded if all(is_latin(c) or not c.isalpha() for c in folded) else None
