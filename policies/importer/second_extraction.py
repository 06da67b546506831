"""A second reading of a document, by other means than the converter's, so that what the converter lost has a name."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

from policies.importer.errors import Unreadable

_WORD = re.compile(r"[^\W_]+")
_PARTED = re.compile("[-\u00ad\u2010\ufffe\x02]\\s*\n\\s*")
_LETTERS_A_PAGE = 20


@dataclass(frozen=True)
class Witness:
    """`words` of the document's own text; `dropped` is what was left aside on purpose: its name and how many
    characters it has; `notes` are for the owner."""

    words: Counter[str]
    title: str = ""
    dropped: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    pages: int = 1

    def missing(self, text: str) -> Counter[str]:
        """The words that the converted text lacks."""
        return self.words - words(text)


def words(text: str) -> Counter[str]:
    """Each word with how often it stands there; one that was parted at a line's end counts as whole."""
    return Counter(_WORD.findall(_PARTED.sub("", text).casefold()))


class _Page(HTMLParser):
    """An HTML page's text, and how much of it is no text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.title = ""
        self.dropped: Counter[str] = Counter()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title", "head"):
            self.open.append(tag)
        if tag == "body":
            self.open.clear()
        if tag in ("iframe", "frame", "object", "embed"):
            self.outside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[self.open.index(tag) :]

    def handle_data(self, data: str) -> None:
        where = self.open[-1] if self.open else ""
        if where in ("script", "style"):
            self.dropped[f"{where}s of the page"] += len(data)
        elif where == "title":
            self.title += data
        elif not where:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.dropped["comments of the page"] += len(data)


def html_witness(source: str) -> Witness:
    page = _Page()
    page.feed(source)
    page.close()
    told = ", ".join(f"<{tag}>" for tag in dict.fromkeys(page.outside))
    notes = (f"the page shows other pages or files inside it ({told}); they were not read",) if told else ()
    return Witness(words(" ".join(page.text)), " ".join(page.title.split()), dict(page.dropped), notes)


def docx_witness(content: bytes) -> Witness:
    """Every part of the file that holds text, its headers, footers, notes and comments with it."""
    found: Counter[str] = Counter()
    notes: list[str] = []
    with ZipFile(BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:4096]:
                raise Unreadable(f"the DOCX declares XML entities in {name}, as no word processor does: save it again")
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", name):
                xml = archive.read(name).decode("utf-8", errors="replace")
                found += words(_docx_text(xml))
                if re.search(r"<w:(ins|del)\b", xml):
                    notes.append("the document has tracked changes; it was read as if all were accepted")
    return Witness(found, notes=tuple(dict.fromkeys(notes)))


def _docx_text(xml: str) -> str:
    """The runs of a part; a paragraph's end and a tab part words, a run's end does not."""
    from html import unescape

    pieces = re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|(</w:p>|<w:(?:br|tab|cr)\b[^>]*>)", xml)
    return "".join(unescape(text) if text else " " for text, _ in pieces)


def pdf_witness(content: bytes, most_pages: int) -> Witness:
    """The text layer as pdfium reads it. Raises Unreadable for an encrypted or a scanned document."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(BytesIO(content))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("the PDF is encrypted: remove the password, and import what you saved") from error
        raise Unreadable(f"the PDF is broken ({error}): open it in a viewer and save it again") from error
    if len(document) > most_pages:
        raise Unreadable(f"the PDF has {len(document)} pages: cut it into parts of {most_pages} at most")
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    bare = sum(sum(map(str.isalnum, page)) < _LETTERS_A_PAGE for page in pages)
    if bare == len(pages):
        raise Unreadable(
            "the PDF holds pictures of text, and no text (a scan): run OCR on it, and import what that saves"
        )
    told = (f"{bare} of {len(pages)} pages hold next to no text; they may be pictures, and OCR would read them",)
    return Witness(words(" ".join(pages)), notes=told if bare else (), pages=len(pages))
