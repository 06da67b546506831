"""Finds and reads the files that people name: `~` in paths, bounded reading, UTF-8 or UTF-16 with a byte order mark."""

import os
import stat
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

# The first bytes of files that are no text, and what to do with each.
BINARY = {
    b"PK\x03\x04": "a ZIP archive, such as an Excel workbook, and no text; save it as CSV, JSON or text",
    b"\xd0\xcf\x11\xe0": "a file of an old Office program and no text; save it as CSV or text",
    b"\x1f\x8b": "compressed with gzip; unpack it",
    b"PAR1": "a Parquet file and no text; save it as CSV or JSON",
    b"%PDF-": "a PDF and no text; save its text",
    b"SQLite format 3\0": "a database and no text; export it as CSV or JSON",
}


class NotUtf8(ValueError):
    """The bytes are no text, or in another encoding. The message says what they may be, and what to do."""


class NotReadable(ValueError):
    """A path that names no regular file, or one that is too large. The message says which, without the path."""


def read_regular(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file: a pipe would wait for ever, and a device never end. Raises OSError or
    NotReadable."""
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:
        raise NotReadable("the path has a null character") from error
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise NotReadable("a device, a pipe or a folder, and no file")
    with os.fdopen(opened, "rb") as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise NotReadable(f"more than {max_bytes:,} bytes, and no more are read")
    return content


def read_utf8(path: Path) -> str:
    """With its line ends unchanged. Raises OSError or NotUtf8."""
    return decode_utf8(path.read_bytes())


def decode_utf8(content: bytes, encoding: str = "") -> str:
    """Also of UTF-16 with a byte order mark, and of the encoding that is named. Raises NotUtf8."""
    kind = next((kind for start, kind in BINARY.items() if content.startswith(start)), None)
    if kind:
        raise NotUtf8(kind)
    try:
        if encoding:
            return content.decode(encoding).removeprefix("\ufeff")
        if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return content.decode("utf-16")
        if b"\0" in content[:2]:
            raise NotUtf8("UTF-16, not UTF-8; save it as UTF-8")
        return content.decode("utf-8-sig")
    except LookupError as error:
        raise NotUtf8(f"{encoding} is no encoding; write one such as windows-1252 or shift_jis") from error
    except UnicodeError as error:
        name = encoding or "UTF-8"
        hint = "" if encoding else ", perhaps Latin-1 or Windows-1252; save it as UTF-8"
        raise NotUtf8(f"not {name} at byte {getattr(error, 'start', 0)}{hint}") from error


def expand_home(path: Path) -> Path:
    """The path with the home folder in place of a leading `~` or `~user`. Raises ValueError if there is none."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"{path.parts[0]} has no home folder: write the whole path") from error
