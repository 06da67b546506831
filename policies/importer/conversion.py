"""Converts HTML, DOCX and PDF to Markdown with markitdown, without plugins, models or other files."""

import mimetypes
import warnings
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from policies.importer.formats import ConverterMissing, Format, UnreadableDocument
from policies.importer.sandbox import run_sandboxed
from policies.importer.second_extraction import SecondExtraction, extract_docx, extract_html, extract_pdf

if TYPE_CHECKING:
    from markitdown import DocumentConverter

MAX_PAGES = 3000
MIN_WORDS_PER_LOST_WORD = 100  # markitdown may lose one word in 100
PDFMINER_NOTE = (
    "markitdown joined words or pages of this PDF; pdfminer read it instead, without tables: check the tables"
)


def convert(content: bytes, file_format: Format) -> tuple[str, SecondExtraction]:
    """The converted text, and a second extraction to compare it with."""
    return run_sandboxed({Format.HTML: _html, Format.DOCX: _docx, Format.PDF: _pdf}[file_format], content)


def _html(content: bytes) -> tuple[str, SecondExtraction]:
    text = decode(content)[0]
    return _convert_with_markitdown(text.encode(), Format.HTML, extract_html(text))


def _docx(content: bytes) -> tuple[str, SecondExtraction]:
    extraction = extract_docx(content)
    return _convert_with_markitdown(content, Format.DOCX, extraction)


def _pdf(content: bytes) -> tuple[str, SecondExtraction]:
    _require_markitdown()
    extraction = extract_pdf(content, MAX_PAGES)
    text, extraction = _convert_with_markitdown(content, Format.PDF, extraction)
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


def _convert_with_markitdown(
    content: bytes, file_format: Format, extraction: SecondExtraction
) -> tuple[str, SecondExtraction]:
    """The text, and the extraction with the converter's warnings added to its notes."""
    _require_markitdown()
    mimetypes.knownfiles.clear()  # markitdown would read the MIME tables of this machine
    from markitdown import MarkItDown, StreamInfo
    from markitdown.converters import DocxConverter, HtmlConverter, PdfConverter

    converters: dict[Format, tuple[type[DocumentConverter], str]] = {
        Format.HTML: (HtmlConverter, ".html"),
        Format.DOCX: (DocxConverter, ".docx"),
        Format.PDF: (PdfConverter, ".pdf"),
    }
    converter, suffix = converters[file_format]
    charset = "utf-8" if file_format is Format.HTML else None
    markitdown = MarkItDown(enable_builtins=False, enable_plugins=False)
    markitdown.register_converter(converter())
    with warnings.catch_warnings(record=True) as recorded:
        warnings.simplefilter("always", UserWarning)
        result = markitdown.convert_stream(BytesIO(content), stream_info=StreamInfo(extension=suffix, charset=charset))
    warned = (f"the converter warns: {warning.message}" for warning in recorded if warning.category is UserWarning)
    return result.markdown, replace(extraction, notes=(*extraction.notes, *warned))


def _require_markitdown() -> None:
    try:
        import markitdown  # noqa: F401
    except ImportError as error:
        raise ConverterMissing("this format needs a converter: pip install 'clausewise[import]'") from error


def decode(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed. Raises UnreadableDocument for binary content."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), False
            except UnicodeDecodeError:
                continue
    controls = sum(content.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\f\x0b\x1b")
    if controls * 100 > len(content):
        raise UnreadableDocument("the file contains no readable text: save it as UTF-8")
    return content.decode("cp1252", errors="replace"), True
