"""Finds and reads the files that people name: `~` in paths, UTF-8 with or without a byte order mark."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path


class NotUtf8(ValueError):
    """The bytes are in another encoding. The message says which one it may be, and what to do."""


def read_utf8(path: Path) -> str:
    """With its line ends unchanged. Raises OSError or NotUtf8."""
    return decode_utf8(path.read_bytes())


def decode_utf8(content: bytes) -> str:
    """Raises NotUtf8."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in content[:2]:
        raise NotUtf8("UTF-16, not UTF-8; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8(f"not UTF-8 at byte {error.start}, perhaps Latin-1 or Windows-1252; save it as UTF-8") from error


def expand_home(path: Path) -> Path:
    """The path with the home folder in place of a leading `~` or `~user`. Raises ValueError if there is none."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"{path.parts[0]} has no home folder: write the whole path") from error
