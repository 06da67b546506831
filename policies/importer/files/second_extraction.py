"""Extracts a document's words a second time, without the converter, to find what the converter lost."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from unicodedata import normalize

from policies.importer.files.formats import UnreadableDocument

_WORD = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile("[-\u00ad\u2010\ufffe\x02][ \\t]{0,40}\n\\s{0,200}")
_MIN_LETTERS_PER_PAGE = 20
_INLINE_TAGS = frozenset(
    ("a", "abbr", "b", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "samp", "small", "span")
)
_INLINE_TAGS |= frozenset(("strong", "sub", "sup", "tt", "u", "var", "wbr"))


@dataclass(frozen=True)
class SecondExtraction:
    """`words` counts the words of the document. `omitted` are texts that were left out on purpose, by what they were.
    `notes` are for the owner."""

    words: Counter[str]
    title: str = ""
    omitted: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    pages: int = 1

    def missing_words(self, text: str) -> Counter[str]:
        """The words that neither the converted text nor what was left out contains."""
        return self.words - count_words(" ".join([text, *self.omitted.values()]))


def count_words(text: str) -> Counter[str]:
    """The count of each word. A word hyphenated at a line end counts as one."""
    return Counter(_WORD.findall(_HYPHENATED.sub("", normalize("NFKC", text)).casefold()))


class _HtmlText(HTMLParser):
    """The text of an HTML page without programs and titles."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = ""
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title", "template"):
            self.skipped = tag
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.skipped:
            self.skipped = ""
        self._separate(tag)

    def _separate(self, tag: str) -> None:
        """A word may go on after an inline element: python<em>X</em>."""
        self.text += [] if tag in _INLINE_TAGS else [" "]

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.text.append(data)


def without_open_ends(source: str) -> str:
    """The page with the tags and comments that nothing ends as text: the parser reads to the end of the page at
    each."""
    last_tag, last_comment = source.rfind(">") + 1, source.rfind("-->") + 3
    head = source[:last_tag]
    if last_comment > 2:
        head = head[:last_comment] + head[last_comment:].replace("<!--", "&lt;!--")
    else:
        head = head.replace("<!--", "&lt;!--")
    return head + source[last_tag:].replace("<", "&lt;")


def html_words(source: str) -> Counter[str]:
    page = _HtmlText()
    page.feed(source)
    page.close()
    return count_words("".join(page.text))


def docx_words(xml: str) -> Counter[str]:
    """The words of one part. The end of a paragraph and a tab separate words; the end of a run does not."""
    pieces = re.findall(r"<w:(?:t|delText)(?:\s[^<>]*+)?>([^<]*+)</w:|(</w:p>|<w:(?:br|tab|cr)\b[^<>]*+>)", xml)
    return count_words("".join(unescape(text) if text else " " for text, _ in pieces))


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
