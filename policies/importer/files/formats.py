"""Detects the format of a file by its first bytes, and refuses what cannot be imported."""

import re
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from domain.errors import InputError, OperationError

MAX_FILE_MB = 50
MAX_UNPACKED_MB = 300
MAX_ARCHIVE_ENTRIES = 10_000
UNSUPPORTED_SIGNATURES = {
    b"{\\rtf": "RTF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "compressed with gzip",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
SUPPORTED_FORMATS = "Markdown, HTML, DOCX, PDF or plain text"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype\s++html|html|head|body)\b", re.I | re.S
)
_HTML_START_BYTES = 100_000
_UNSUPPORTED_TEXTS = (
    (re.compile(rb"\A\s*+(?:From|MIME-Version|Received|Return-Path): ", re.I), "a saved message or web archive"),
    (re.compile(rb"\A(?:\xef\xbb\xbf)?\s*+(?:\[\s*+)?\{\s*+\"[^\"]{0,200}\"\s*+:"), "JSON"),
    (re.compile(rb"\A\s*+\\documentclass\b"), "LaTeX"),
)
_ATX = re.compile(rb"^#{1,6} \S", re.M)


class UnreadableDocument(InputError):
    """The document cannot be imported; the message says what to do."""


class ConverterMissing(OperationError):
    """The libraries that convert a document are not installed."""


class Format(StrEnum):
    MARKDOWN = "Markdown"
    HTML = "HTML"
    DOCX = "DOCX"
    PDF = "PDF"
    TEXT = "plain text"


SUFFIXES = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".docx": Format.DOCX,
    ".pdf": Format.PDF,
    ".txt": Format.TEXT,
}
TEXT_FORMATS = (Format.MARKDOWN, Format.TEXT)


def detect_format(content: bytes, suffix: str) -> Format:
    """The format by content. Raises UnreadableDocument if it is not supported, or contradicts the suffix."""
    if len(content) > MAX_FILE_MB * 1_000_000:
        raise UnreadableDocument(
            f"the file has {len(content) // 1_000_000} MB: split it into parts of at most {MAX_FILE_MB} MB"
        )
    if not content.strip():
        raise UnreadableDocument("the file is empty: choose one with a policy")
    detected = _binary_format(content) or _text_format(content, suffix)
    named = SUFFIXES.get(suffix)
    if named and named is not detected and not {named, detected} <= set(TEXT_FORMATS):
        suggested = next(ending for ending, known in SUFFIXES.items() if known is detected)
        raise UnreadableDocument(
            f"the file name ends in {suffix} ({named}), but the content is {detected}: rename it to "
            f"*{suggested} if that is right"
        )
    return detected


def _binary_format(content: bytes) -> Format | None:
    """A format with its own first bytes; None for text."""
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    if content.startswith(b"PK\x03\x04"):
        return _zip_format(content)
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise UnreadableDocument("the file is encrypted: remove the password and save it again")
        raise UnreadableDocument("the file is of an old Office format: save it as DOCX")

    kind = next((kind for magic, kind in UNSUPPORTED_SIGNATURES.items() if content.startswith(magic)), None)
    if kind:
        raise UnreadableDocument(f"the file is {kind}: save its text as {SUPPORTED_FORMATS}")
    return None


def _zip_format(content: bytes) -> Format:
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except BadZipFile as error:
        raise UnreadableDocument(f"the file is a damaged archive ({error}): save it again") from error
    if not any(entry.filename == "word/document.xml" for entry in entries):
        raise UnreadableDocument(f"the file is an archive, but not a DOCX: save its text as {SUPPORTED_FORMATS}")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_MB * 1_000_000 or len(entries) > MAX_ARCHIVE_ENTRIES:
        size = f"{unpacked // 1_000_000} MB in {len(entries)} files"
        raise UnreadableDocument(f"the DOCX would unpack to {size}: remove its images, or save only the text")
    return Format.DOCX


def _text_format(content: bytes, suffix: str) -> Format:
    if kind := next((kind for pattern, kind in _UNSUPPORTED_TEXTS if pattern.match(content)), None):
        raise UnreadableDocument(f"the file is {kind}: save its text as {SUPPORTED_FORMATS}")
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableDocument(f"the file contains no readable text: save its text as {SUPPORTED_FORMATS}")
    named = SUFFIXES.get(suffix)
    if _HTML.match(content[:_HTML_START_BYTES]):
        return Format.HTML
    if named is Format.HTML and re.search(rb"<[a-zA-Z]", content):
        return Format.HTML
    headings = len(_ATX.findall(content))  # a text may have one line that begins with a mark
    marked = named is Format.MARKDOWN or headings > (1 if named else 0)
    return Format.MARKDOWN if marked else Format.TEXT
