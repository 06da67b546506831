"""Decodes hidden characters, look-alike letters and encodings in a text."""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from domain.evidence import InjectionKind as Kind

TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff]"
)
LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһӏкмтвнɡ", "aeopcyxijsdhlkmtbhg", strict=True)),
        **dict(zip("αεικνορτυχω", "aeiknoptuxw", strict=True)),
    }
)
LEET = str.maketrans("013457@$!", "oieastasi")
SPACED_LETTERS = re.compile(r"(?<!\w)(?:\w[ .\-_*]){5,}\w(?!\w)")
BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=-])")
HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[ :]?){12,}(?!\w)")
ESCAPED = re.compile(r"(?:\S*(?:%[0-9A-Fa-f]{2}|&#x?[0-9a-fA-F]+;|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2})\S*\s?){1,}")
LEET_WORD = re.compile(r"(?=\w*[0-9@$!])(?=\w*[A-Za-z])[\w@$!]{3,}")


class DecodedText(NamedTuple):
    """What the characters from `start` to `end` of a text say once decoded."""

    kind: Kind
    start: int
    end: int
    text: str


def decoded_texts(text: str) -> Iterator[DecodedText]:
    """Every decoded form of a text; none for an ordinary text."""
    for tags in TAGS.finditer(text):
        plain = "".join(chr(ord(character) - 0xE0000) for character in tags[0])
        yield DecodedText(Kind.HIDDEN, *tags.span(), plain)
    yield from _decoded_full_texts(text)
    for pattern, decode in DECODERS:
        for encoded in pattern.finditer(text):
            plain = decode(encoded[0])
            if plain and plain != encoded[0]:
                yield DecodedText(Kind.ENCODED, *encoded.span(), plain)


def _decoded_full_texts(text: str) -> Iterator[DecodedText]:
    """Decoded forms of the complete text that differ from it."""
    visible = unicodedata.normalize("NFKC", INVISIBLE.sub("", TAGS.sub("", text)))
    latin = visible if visible.isascii() else visible.casefold().translate(LOOK_ALIKES)
    seen = {text}
    for plain in (visible, latin, _undo_leet(latin), _join_spaced_letters(latin)):
        if plain not in seen and plain.casefold() != text.casefold():
            seen.add(plain)
            yield DecodedText(Kind.HIDDEN, 0, len(text), plain)
    for plain in (codecs.encode(visible, "rot13"), visible[::-1]):
        if INSTRUCTION_WORDS.search(plain):
            yield DecodedText(Kind.ENCODED, 0, len(text), plain)


def _undo_leet(text: str) -> str:
    return LEET_WORD.sub(lambda word: word[0].translate(LEET), text)


def _join_spaced_letters(text: str) -> str:
    """Joins words written letter by letter: `i g n o r e`. Two spaces separate words."""
    if not SPACED_LETTERS.search(text):
        return text
    separated = re.sub(r" {2,}|\n", "\n", text)
    return SPACED_LETTERS.sub(lambda word: re.sub(r"[ .\-_*]", "", word[0]), separated).replace("\n", " ")


def _decode_base64(encoded: str) -> str:
    padded = encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4)
    try:
        return _printable(base64.b64decode(padded, altchars=b"-_" if "-" in encoded or "_" in encoded else None))
    except (binascii.Error, ValueError):
        return ""


def _decode_hex(encoded: str) -> str:
    try:
        return _printable(bytes.fromhex(re.sub(r"[ :]", "", encoded)))
    except ValueError:
        return ""


def _decode_escapes(encoded: str) -> str:
    plain = re.sub(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))", lambda m: chr(int(m[1] or m[2], 16)), encoded)
    return unescape(unquote(plain))


def _printable(encoded: bytes) -> str:
    try:
        text = encoded.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if text.replace("\n", " ").isprintable() and any(c.isspace() for c in text) else ""


# An English instruction contains one of these. Reversed or rotated text without them is noise.
INSTRUCTION_WORDS = re.compile(
    r"\b(?:ignore|disregard|forget|rules|polic(?:y|ies)|instructions|violation|approved?|reviewer|moderator)\b", re.I
)
DECODERS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (BASE64, _decode_base64),
    (HEX, _decode_hex),
    (ESCAPED, _decode_escapes),
)
