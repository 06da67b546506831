"""Converts HTML, DOCX and PDF to Markdown in a sandbox. Only PDF needs other libraries."""

import mimetypes
import re
import warnings
from collections import Counter
from dataclasses import replace
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import BadZipFile, ZipFile

from policies.importer.files.formats import ConverterMissing, Format, UnreadableDocument
from policies.importer.files.html_page import html_to_markdown
from policies.importer.files.html_tree import read_page
from policies.importer.files.sandbox import run_sandboxed
from policies.importer.files.second_extraction import (
    SecondExtraction,
    docx_words,
    extract_pdf,
    html_words,
    without_open_ends,
)
from policies.importer.files.word_document import WordDocument

MAX_PAGES = 500
MAX_PART_MB = 60
MIN_WORDS_PER_LOST_WORD = 100  # markitdown may lose one word in 100
MAX_WESTERN_SHARE = 0.3  # of the letters with accents of a text in Windows-1252
_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^<>]{0,200}(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w-]{2,30})", re.I)
_ASCII = bytes(range(128))
_DECLARED_BYTES = 4_096
PDFMINER_NOTE = (
    "markitdown joined words or pages of this PDF; pdfminer read it instead, without tables: check the tables"
)
TRACKED_CHANGES_NOTE = "the document has tracked changes, which were read as accepted: check them"
_WORD_PART = re.compile(r"word/(document|styles|numbering|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")


def convert(content: bytes, file_format: Format) -> tuple[str, SecondExtraction]:
    """The converted text, and a second extraction to compare it with."""
    return run_sandboxed({Format.HTML: _html, Format.DOCX: _docx, Format.PDF: _pdf}[file_format], content)


def _html(content: bytes) -> tuple[str, SecondExtraction]:
    source = without_open_ends(decode(content)[0])
    page = read_page(source)
    tags = ", ".join(f"<{tag}>" for tag in dict.fromkeys(page.embedded))
    note = f"the page embeds other pages or files ({tags}), which were not read: import them separately"
    extraction = SecondExtraction(html_words(source), page.title, _joined(page.omitted), notes=(note,) if tags else ())
    return html_to_markdown(page), extraction


def _docx(content: bytes) -> tuple[str, SecondExtraction]:
    parts: dict[str, Element] = {}
    words: Counter[str] = Counter()
    has_changes = False
    for name, xml in _word_parts(content):
        try:
            parts[name] = fromstring(xml)
        except ParseError as error:
            raise UnreadableDocument(f"word/{name}.xml of the DOCX is damaged ({error}): save it again") from error
        if name not in ("styles", "numbering"):
            text = xml.decode("utf-8", errors="replace")
            words += docx_words(text)
            has_changes = has_changes or "<w:ins " in text or "<w:del " in text
    document = WordDocument(parts)
    markdown = document.markdown()
    notes = (TRACKED_CHANGES_NOTE,) if has_changes else ()
    return markdown, SecondExtraction(words, omitted=_joined(document.omitted), notes=notes)


def _word_parts(content: bytes) -> "list[tuple[str, bytes]]":
    """The XML of each part that matters, by its name without folder and suffix."""
    found = []
    try:
        with ZipFile(BytesIO(content)) as archive:
            for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                if entry.file_size > MAX_PART_MB * 1_000_000:
                    size = f"{entry.filename} of the DOCX has {entry.file_size // 1_000_000} MB"
                    raise UnreadableDocument(f"{size}: split the document into parts of at most {MAX_PART_MB} MB")
                xml = archive.read(entry)
                if b"<!DOCTYPE" in xml[:4096] or "<!DOCTYPE".encode("utf-16-le") in xml[:4096]:
                    message = f"the DOCX declares XML entities in {entry.filename}, which is not allowed"
                    raise UnreadableDocument(f"{message}: save it again")
                if match := _WORD_PART.fullmatch(entry.filename):
                    found.append((match[1], xml))
    except (BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnreadableDocument(f"the DOCX is damaged ({error}): save it again") from error
    return found


def _joined(omitted: dict[str, list[str]]) -> dict[str, str]:
    return {name: " ".join(texts) for name, texts in omitted.items()}


def _pdf(content: bytes) -> tuple[str, SecondExtraction]:
    _require_markitdown()
    extraction = extract_pdf(content, MAX_PAGES)
    text, extraction = _convert_with_markitdown(content, extraction)
    lost = extraction.missing_words(text).total()
    if lost * MIN_WORDS_PER_LOST_WORD <= extraction.words.total() and ("\f" in text or extraction.pages == 1):
        return text, extraction
    from pdfminer.high_level import extract_text

    plain = extract_text(BytesIO(content))
    if extraction.missing_words(plain).total() * MIN_WORDS_PER_LOST_WORD > max(
        lost * MIN_WORDS_PER_LOST_WORD, extraction.words.total()
    ):
        return text, extraction
    return plain, replace(extraction, notes=(*extraction.notes, PDFMINER_NOTE))


def _convert_with_markitdown(content: bytes, extraction: SecondExtraction) -> tuple[str, SecondExtraction]:
    """The text, and the extraction with the converter's warnings added to its notes."""
    mimetypes.knownfiles.clear()  # markitdown would read the MIME tables of this machine
    from markitdown import MarkItDown, StreamInfo
    from markitdown.converters import PdfConverter

    markitdown = MarkItDown(enable_builtins=False, enable_plugins=False)
    markitdown.register_converter(PdfConverter())
    with warnings.catch_warnings(record=True) as recorded:
        warnings.simplefilter("always", UserWarning)
        result = markitdown.convert_stream(BytesIO(content), stream_info=StreamInfo(extension=".pdf"))
    warned = (f"the converter warns: {warning.message}" for warning in recorded if warning.category is UserWarning)
    return result.markdown, replace(extraction, notes=(*extraction.notes, *warned))


def _require_markitdown() -> None:
    try:
        import markitdown  # noqa: F401
    except ImportError as error:
        raise ConverterMissing("this format needs a converter: pip install 'clausewise[import]'") from error


def decode(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed. Raises UnreadableDocument for binary content, and for a text
    whose encoding is not known."""
    declared = _DECLARED.search(content[:_DECLARED_BYTES])
    names = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",)
    for encoding in (*names, *([declared[1].decode("ascii")] if declared else ())):
        try:
            return content.decode(encoding), False
        except (LookupError, UnicodeError):
            continue
    controls = sum(content.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\f\x0b\x1b")
    if controls * 100 > len(content):
        raise UnreadableDocument("the file contains no readable text: save it as UTF-8")
    if len(content.translate(None, _ASCII)) > MAX_WESTERN_SHARE * len(content):
        raise UnreadableDocument("the encoding of the file is not known: save it as UTF-8")
    return content.decode("cp1252", errors="replace"), True
