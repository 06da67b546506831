"""What a file is, by its first bytes, and the refusal of one that says otherwise by its name or cannot be read."""

import re
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from policies.importer.errors import Unreadable

LARGEST_MB = 50
LARGEST_UNPACKED_MB = 300
MOST_PARTS = 10_000


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
FOREIGN = {
    b"{\\rtf": "RTF",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "packed with gzip",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
READABLE = "Markdown, HTML, DOCX, PDF or plain text"
WRITTEN = (Format.MARKDOWN, Format.TEXT)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ATX = re.compile(rb"^#{1,6} \S", re.M)


def format_of(content: bytes, suffix: str) -> Format:
    """The format by content. Raises Unreadable where it is none of ours, or not what the suffix says."""
    if len(content) > LARGEST_MB * 1_000_000:
        raise Unreadable(f"the file has {len(content) // 1_000_000} MB: cut it into parts of {LARGEST_MB} MB at most")
    if not content.strip():
        raise Unreadable("the file is empty: name one that holds a policy")
    found = _packed(content) or _written(content, suffix)
    named = SUFFIXES.get(suffix)
    if named and named is not found and not {named, found} <= set(WRITTEN):
        right = next(ending for ending, known in SUFFIXES.items() if known is found)
        raise Unreadable(
            f"by its name ({suffix}) the file is {named}, but it holds {found}: call it {right} if that is so"
        )
    return found


def _packed(content: bytes) -> Format | None:
    """The formats that begin with bytes of their own."""
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if content.startswith(_OLE):
        locked = "remove the password and save it again" if _LOCKED in content else "save it as DOCX"
        raise Unreadable(f"the file is {'encrypted' if _LOCKED in content else 'of an old Office format'}: {locked}")
    kind = next((kind for magic, kind in FOREIGN.items() if content.startswith(magic)), None)
    if kind:
        raise Unreadable(f"the file is {kind}: save what it says as {READABLE}")
    return None


def _zipped(content: bytes) -> Format:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except BadZipFile as error:
        raise Unreadable(f"the file is a broken archive ({error}): save it again") from error
    if not any(part.filename == "word/document.xml" for part in parts):
        raise Unreadable(f"the file is an archive, but no DOCX: save what it says as {READABLE}")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED_MB * 1_000_000 or len(parts) > MOST_PARTS:
        told = f"{unpacked // 1_000_000} MB in {len(parts)} parts"
        raise Unreadable(f"the DOCX would unpack to {told}: take out its pictures, or save the text alone")
    return Format.DOCX


def _written(content: bytes, suffix: str) -> Format:
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(f"the file holds no text that can be read: save what it says as {READABLE}")
    named = SUFFIXES.get(suffix)
    if _HTML.match(content):
        return Format.HTML
    if named is Format.HTML and re.search(rb"<[a-zA-Z]", content):
        return Format.HTML
    marked = named is Format.MARKDOWN or len(_ATX.findall(content)) > 1
    return Format.MARKDOWN if marked else Format.TEXT
