"""Other ways to read a text: what is hidden in it removed, look-alikes told apart, codes undone."""

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
SPACED = re.compile(r"(?<!\w)(?:\w[ .\-_*]){5,}\w(?!\w)")
BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=-])")
HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[ :]?){12,}(?!\w)")
ESCAPED = re.compile(r"(?:\S*(?:%[0-9A-Fa-f]{2}|&#x?[0-9a-fA-F]+;|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2})\S*\s?){1,}")
MIXED = re.compile(r"(?=\w*[0-9@$!])(?=\w*[A-Za-z])[\w@$!]{3,}")


class Reading(NamedTuple):
    """What some words of a text, from `start` to `end`, come to."""

    kind: Kind
    start: int
    end: int
    text: str


def readings(text: str) -> Iterator[Reading]:
    """Every other reading of a text there is; none of an ordinary one."""
    for tagged in TAGS.finditer(text):
        plain = "".join(chr(ord(character) - 0xE0000) for character in tagged[0])
        yield Reading(Kind.HIDDEN, *tagged.span(), plain)
    yield from _whole(text)
    for pattern, decode in DECODERS:
        for coded in pattern.finditer(text):
            plain = decode(coded[0])
            if plain and plain != coded[0]:
                yield Reading(Kind.ENCODED, *coded.span(), plain)


def _whole(text: str) -> Iterator[Reading]:
    """Of the whole text, as far as it changes by it."""
    bare = unicodedata.normalize("NFKC", INVISIBLE.sub("", TAGS.sub("", text)))
    shown = bare.casefold().translate(LOOK_ALIKES) if not bare.isascii() else bare
    seen = {text}
    for plain in (bare, shown, _unleet(shown), _unspaced(shown)):
        if plain not in seen and plain.casefold() != text.casefold():
            seen.add(plain)
            yield Reading(Kind.HIDDEN, 0, len(text), plain)
    for plain in (codecs.encode(bare, "rot13"), bare[::-1]):
        if TALK.search(plain):
            yield Reading(Kind.ENCODED, 0, len(text), plain)


def _unleet(text: str) -> str:
    return MIXED.sub(lambda word: word[0].translate(LEET), text)


def _unspaced(text: str) -> str:
    """Words written letter by letter, put together: `i g n o r e`. Two blanks between words part them."""
    if not SPACED.search(text):
        return text
    parted = re.sub(r" {2,}|\n", "\n", text)
    return SPACED.sub(lambda word: re.sub(r"[ .\-_*]", "", word[0]), parted).replace("\n", " ")


def _base64(coded: str) -> str:
    padded = coded.rstrip("=") + "=" * (-len(coded.rstrip("=")) % 4)
    try:
        return _printable(base64.b64decode(padded, altchars=b"-_" if "-" in coded or "_" in coded else None))
    except (binascii.Error, ValueError):
        return ""


def _hex(coded: str) -> str:
    try:
        return _printable(bytes.fromhex(re.sub(r"[ :]", "", coded)))
    except ValueError:
        return ""


def _escapes(coded: str) -> str:
    plain = re.sub(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))", lambda m: chr(int(m[1] or m[2], 16)), coded)
    return unescape(unquote(plain))


def _printable(coded: bytes) -> str:
    try:
        text = coded.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if text.replace("\n", " ").isprintable() and any(c.isspace() for c in text) else ""


# What an order in English can hardly do without: turned text that has none of it is none.
TALK = re.compile(
    r"\b(?:ignore|disregard|forget|rules|polic(?:y|ies)|instructions|violation|approved?|reviewer|moderator)\b", re.I
)
DECODERS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (BASE64, _base64),
    (HEX, _hex),
    (ESCAPED, _escapes),
)
