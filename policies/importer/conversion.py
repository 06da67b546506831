"""The one way to markitdown: a document's bytes become Markdown text, without plugins, models or outside sources."""

import mimetypes
import warnings
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from policies.importer.errors import ConverterMissing, Unreadable
from policies.importer.formats import Format
from policies.importer.sandbox import guarded
from policies.importer.second_extraction import Witness, docx_witness, html_witness, pdf_witness

if TYPE_CHECKING:
    from markitdown import DocumentConverter

MOST_PAGES = 3000
MOST_LOST = 100  # markitdown may lose one word in so many
PLAIN = (
    "markitdown took this PDF for a form and ran its words or pages together; pdfminer read it, which keeps no tables"
)


def convert(content: bytes, form: Format) -> tuple[str, Witness]:
    """The text that markitdown makes of the document, and what the file itself was found to hold."""
    return guarded({Format.HTML: _html, Format.DOCX: _docx, Format.PDF: _pdf}[form], content)


def _html(content: bytes) -> tuple[str, Witness]:
    text = decoded(content)[0]
    return _converted(text.encode(), Format.HTML, html_witness(text))


def _docx(content: bytes) -> tuple[str, Witness]:
    seen = docx_witness(content)
    return _converted(content, Format.DOCX, seen)


def _pdf(content: bytes) -> tuple[str, Witness]:
    _need_markitdown()
    seen = pdf_witness(content, MOST_PAGES)
    text, seen = _converted(content, Format.PDF, seen)
    lost = seen.missing(text).total()
    if lost * MOST_LOST <= seen.words.total() and ("\f" in text or seen.pages == 1):
        return text, seen
    from pdfminer.high_level import extract_text

    plain = extract_text(BytesIO(content))
    if seen.missing(plain).total() * MOST_LOST > max(lost * MOST_LOST, seen.words.total()):
        return text, seen
    return plain, replace(seen, notes=(*seen.notes, PLAIN))


def _converted(content: bytes, form: Format, seen: Witness) -> tuple[str, Witness]:
    """The text, and the witness with what the converter warned of."""
    _need_markitdown()
    mimetypes.knownfiles.clear()  # markitdown asks for types, which reads the tables of this machine
    from markitdown import MarkItDown, StreamInfo
    from markitdown.converters import DocxConverter, HtmlConverter, PdfConverter

    parts: dict[Format, tuple[type[DocumentConverter], str]] = {
        Format.HTML: (HtmlConverter, ".html"),
        Format.DOCX: (DocxConverter, ".docx"),
        Format.PDF: (PdfConverter, ".pdf"),
    }
    converter, suffix = parts[form]
    charset = "utf-8" if form is Format.HTML else None
    alone = MarkItDown(enable_builtins=False, enable_plugins=False)
    alone.register_converter(converter())
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        result = alone.convert_stream(BytesIO(content), stream_info=StreamInfo(extension=suffix, charset=charset))
    warned = (f"the converter says: {warning.message}" for warning in told if warning.category is UserWarning)
    return result.markdown, replace(seen, notes=(*seen.notes, *warned))


def _need_markitdown() -> None:
    try:
        import markitdown  # noqa: F401
    except ImportError as error:
        raise ConverterMissing("this format needs a converter: pip install 'clausewise[import]'") from error


def decoded(content: bytes) -> tuple[str, bool]:
    """The text of bytes, and whether its encoding had to be guessed. Raises Unreadable for what is no text."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), False
            except UnicodeDecodeError:
                continue
    controls = sum(content.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\f\x0b\x1b")
    if controls * 100 > len(content):
        raise Unreadable("the file holds no text that can be read: save it as UTF-8")
    return content.decode("cp1252", errors="replace"), True
