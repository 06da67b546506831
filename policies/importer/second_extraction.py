"""Extracts a document's words a second time, without the converter, to find what the converter lost."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

from policies.importer.formats import UnreadableDocument

_WORD = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile("[-\u00ad\u2010\ufffe\x02]\\s*\n\\s*")
_MIN_LETTERS_PER_PAGE = 20


@dataclass(frozen=True)
class SecondExtraction:
    """`words` counts the words of the document. `omitted_characters` counts what was left out on purpose. `notes` are
    for the owner."""

    words: Counter[str]
    title: str = ""
    omitted_characters: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    pages: int = 1

    def missing_words(self, text: str) -> Counter[str]:
        """The words that the converted text lacks."""
        return self.words - count_words(text)


def count_words(text: str) -> Counter[str]:
    """The count of each word. A word hyphenated at a line end counts as one."""
    return Counter(_WORD.findall(_HYPHENATED.sub("", text).casefold()))


class _HtmlText(HTMLParser):
    """The text of an HTML page, and how many characters are not text."""

    def __init__(self) -> None:
        super().__init__()
        self.open_tags: list[str] = []
        self.text: list[str] = []
        self.title = ""
        self.omitted: Counter[str] = Counter()
        self.embedded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title", "head"):
            self.open_tags.append(tag)
        if tag == "body":
            self.open_tags.clear()
        if tag in ("iframe", "frame", "object", "embed"):
            self.embedded.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open_tags:
            del self.open_tags[self.open_tags.index(tag) :]

    def handle_data(self, data: str) -> None:
        where = self.open_tags[-1] if self.open_tags else ""
        if where in ("script", "style"):
            self.omitted[f"{where}s of the page"] += len(data)
        elif where == "title":
            self.title += data
        elif not where:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.omitted["comments of the page"] += len(data)


def extract_html(source: str) -> SecondExtraction:
    page = _HtmlText()
    page.feed(source)
    page.close()
    tags = ", ".join(f"<{tag}>" for tag in dict.fromkeys(page.embedded))
    notes = (
        (f"the page embeds other pages or files ({tags}), which were not read: import them separately",) if tags else ()
    )
    return SecondExtraction(count_words(" ".join(page.text)), " ".join(page.title.split()), dict(page.omitted), notes)


def extract_docx(content: bytes) -> SecondExtraction:
    """The text of all parts, including headers, footers, notes and comments."""
    word_counts: Counter[str] = Counter()
    notes: list[str] = []
    with ZipFile(BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:4096]:
                raise UnreadableDocument(
                    f"the DOCX declares XML entities in {name}, which is not allowed: save it again"
                )
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", name):
                xml = archive.read(name).decode("utf-8", errors="replace")
                word_counts += count_words(_docx_text(xml))
                if re.search(r"<w:(ins|del)\b", xml):
                    notes.append("the document has tracked changes, which were read as accepted: check them")
    return SecondExtraction(word_counts, notes=tuple(dict.fromkeys(notes)))


def _docx_text(xml: str) -> str:
    """The text of a part. The end of a paragraph and a tab separate words; the end of a run does not."""
    from html import unescape

    pieces = re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|(</w:p>|<w:(?:br|tab|cr)\b[^>]*>)", xml)
    return "".join(unescape(text) if text else " " for text, _ in pieces)


def extract_pdf(content: bytes, max_pages: int) -> SecondExtraction:
    """The text layer, read by pdfium. Raises UnreadableDocument for an encrypted or scanned document."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(BytesIO(content))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument("the PDF is encrypted: remove the password and save it again") from error
        raise UnreadableDocument(f"the PDF is damaged ({error}): open it in a viewer and save it again") from error
    if len(document) > max_pages:
        raise UnreadableDocument(f"the PDF has {len(document)} pages: split it into parts of at most {max_pages}")
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    almost_empty = sum(sum(map(str.isalnum, page)) < _MIN_LETTERS_PER_PAGE for page in pages)
    if almost_empty == len(pages):
        raise UnreadableDocument("the PDF is a scan without text: run OCR on it, and import the result")
    note = f"{almost_empty} of {len(pages)} pages have almost no text: run OCR on them if they are images"
    return SecondExtraction(count_words(" ".join(pages)), notes=(note,) if almost_empty else (), pages=len(pages))
