"""Reads a text file as it is: UTF-8 with or without a byte order mark, its line ends unchanged."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path


class NotUtf8(ValueError):
    """The bytes are in another encoding. The message says which one it may be, and what to do."""


def read_utf8(path: Path) -> str:
    """Raises OSError or NotUtf8."""
    return decode_utf8(path.read_bytes())


def decode_utf8(content: bytes) -> str:
    """Raises NotUtf8."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in content[:2]:
        raise NotUtf8("UTF-16, not UTF-8; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8(f"not UTF-8 at byte {error.start}, perhaps Latin-1 or Windows-1252; save it as UTF-8") from error
