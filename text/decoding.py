"""Undoes encodings of a text: base64, hex, character codes, escapes, rot13, and text from its end."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from text.normalised_text import Edit, NormalisedText
from text.turned_words import ROT13, reversed_phrases, rotated_phrases

MAX_DEPTH = 3  # of encodings inside encodings
MAX_DECODED_CHARS = 20_000  # of one encoding
MIN_LETTERS = 5  # of a decoded single word
MIN_LETTER_SHARE = 0.6  # of decoded text
MIN_PICTURE_CHARS = 200  # without a space; people do not read so much
MIN_SHARES = {str.isdigit: 0.04, str.isupper: 0.2, str.islower: 0.2}  # of a picture's characters

TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
BASE64_LINE = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
HEX = re.compile(r"(?:(?:0x)?[0-9a-fA-F]{2}[ :,-]{0,2}){6,}")
BINARY = re.compile(r"(?:[01]{8}[ ,]{0,2}){4,}")
CODES = re.compile(r"(?:[0-9]{2,3}[ ,;]{1,2}){7,}[0-9]{2,3}")
ESCAPES = re.compile(
    r"(?:%[0-9A-Fa-f]{2}|\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]{1,6}\}|\\U[0-9a-fA-F]{8}|\\x[0-9a-fA-F]{2})+"
)
CODED_CHARACTER = re.compile(r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))")
WORD = re.compile(r"[^\s:,;-]+")


def decode(read: NormalisedText) -> NormalisedText:
    """The text with each encoding replaced by what it says, and pictures in base64 left out."""
    for _ in range(MAX_DEPTH):
        edits = _edits(read.text)
        if not edits:
            break
        read = read.replaced(edits).marked(any(c.isascii() and c.isalnum() for edit in edits for c in edit.text))
    spans = reversed_phrases(read.text)
    return read.turned(spans).marked(True) if spans else read


def _edits(text: str) -> list[Edit]:
    """In order, without overlap."""
    found: list[Edit] = []
    for pattern, decode_one in DECODERS:
        for start, end in (_whole_words(text, *encoded.span()) for encoded in pattern.finditer(text)):
            plain = decode_one(text[start : min(end, start + MAX_DECODED_CHARS)])
            if plain is not None and plain != text[start:end]:
                found.append(Edit(start, end, plain))
    found += _base64_lines(text)
    rotated = (Edit(start, end, text[start:end].translate(ROT13)) for start, end in rotated_phrases(text))
    edits: list[Edit] = []
    for edit in sorted((*found, *rotated), key=lambda edit: (edit.start, -edit.end)):
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return edits


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the letters of a neighbouring word that happen to fit, as "ea" before hex digits after "tea "."""
    words = [found.span() for found in WORD.finditer(text, start, end)]
    if text[start - 1 : start].isalnum() and len(words) > 1:
        start, words = words[1][0], words[1:]
    if text[end - 1 : end + 1].isalnum() and len(words) > 1 and end < len(text):
        end = words[-2][1]
    return start, end


def _decode_base64(encoded: str) -> str | None:
    body = "".join(encoded.split()).rstrip("=")
    if len(body) < 16 and not encoded.endswith("=") and (encoded.islower() or not any(map(str.isdigit, encoded))):
        return None
    padded = body + "=" * (-len(body) % 4)
    try:
        decoded = base64.b64decode(padded, altchars=b"-_" if "-" in body or "_" in body else None)
    except (binascii.Error, ValueError):
        return None
    return _readable(decoded) or _nested(decoded) or (" " if _is_picture(encoded) else None)


def _nested(decoded: bytes) -> str | None:
    """What base64 in base64 says; each time a quarter shorter."""
    text = decoded.decode("ascii", "replace").strip()
    return _decode_base64(text) if BASE64.fullmatch(text) else None


def _is_picture(encoded: str) -> bool:
    shares = (sum(map(kind, encoded)) >= share * len(encoded) for kind, share in MIN_SHARES.items())
    return len(encoded) >= MIN_PICTURE_CHARS and all(shares)


def _base64_lines(text: str) -> Iterator[Edit]:
    """Base64 that is wrapped over several lines."""
    lines: list[tuple[int, int]] = []
    for found in [*(run.span() for run in BASE64_LINE.finditer(text)), (-1, -1)]:
        if lines and (found[0] < 0 or text[lines[-1][1] : found[0]].strip("\r") != "\n"):
            plain = _decode_base64(text[lines[0][0] : lines[-1][1]]) if len(lines) > 1 else None
            if plain is not None:
                yield Edit(lines[0][0], lines[-1][1], plain)
            lines = []
        lines.append(found)


def _decode_hex(encoded: str) -> str | None:
    digits = re.sub(r"0x|[ :,-]", "", encoded)
    if len(digits) % 2:
        return None
    plain = _readable(bytes.fromhex(digits))
    has_letters = any(map(str.isalpha, digits))
    return _with_end(plain, encoded) if plain and (has_letters or " " in plain) else None


def _decode_binary(encoded: str) -> str | None:
    bits = re.sub(r"[ ,]", "", encoded)
    if len(bits) % 8:
        return None
    plain = _readable(bytes(int(bits[n : n + 8], 2) for n in range(0, len(bits), 8)))
    return _with_end(plain, encoded) if plain else None


def _decode_codes(encoded: str) -> str | None:
    codes = [int(code) for code in re.findall("[0-9]{2,3}", encoded)]
    return _readable(bytes(codes)) if 32 in codes and max(codes) < 256 else None


def _decode_escapes(encoded: str) -> str | None:
    plain = unquote(CODED_CHARACTER.sub(lambda found: _character(int(next(filter(None, found.groups())), 16)), encoded))
    return plain if plain.isprintable() and "\ufffd" not in plain else None


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _with_end(plain: str, encoded: str) -> str:
    """With a space where the encoded text ended with one."""
    return plain + " " if encoded.endswith(" ") else plain


def _readable(decoded: bytes) -> str | None:
    """The bytes as text, if they are words: mostly letters, with a space or of some length."""
    try:
        text = decoded.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not re.sub(r"\s", " ", text).isprintable():
        return None
    size = sum(map(str.isalpha, text))
    is_word = size == len(text) >= MIN_LETTERS and text.isascii()
    return text if is_word or (size >= MIN_LETTERS and " " in text and size >= MIN_LETTER_SHARE * len(text)) else None


DECODERS: tuple[tuple[re.Pattern[str], Callable[[str], str | None]], ...] = (
    (BINARY, _decode_binary),
    (CODES, _decode_codes),
    (HEX, _decode_hex),
    (BASE64, _decode_base64),
    (ESCAPES, _decode_escapes),
)
