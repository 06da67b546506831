"""Reads an HTML page as a tree of its visible elements, and keeps aside what is not part of its text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from policies.importer.files.html_elements import (
    CLOSE_PARAGRAPH,
    PAGE_TAGS,
    PROGRAM_TAGS,
    Element,
    is_title,
    omitted_name,
)

MAX_DEPTH = 100  # elements below are read as parts of the one at this depth
_VOID = frozenset("area base br col embed frame hr img input link meta param source track wbr".split())  # noqa: SIM905
_CLOSES = {
    "li": ("li",),
    "p": ("p",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "tr": ("tr", "td", "th"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tbody": ("thead", "tr", "td", "th"),
    "option": ("option",),
}
_LIST_SCOPES = {"li": ("ul", "ol"), "tr": ("table",), "td": ("tr", "table"), "th": ("tr", "table"), "tbody": ("table",)}


@dataclass
class HtmlPage:
    """`omitted` are texts by what they were. `embedded` are the tags of frames and files."""

    body: Element
    title: str = ""
    omitted: dict[str, list[str]] = field(default_factory=dict)
    embedded: list[str] = field(default_factory=list)

    def omit(self, name: str, text: str) -> None:
        if text and not text.isspace():
            self.omitted.setdefault(f"{name} of the page", []).append(text)


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("html")
        self.open = [self.root]
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in CLOSE_PARAGRAPH:
            self._close(("p",), ())
        self._close(_CLOSES.get(tag, ()), _LIST_SCOPES.get(tag, ()))
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID and len(self.open) < MAX_DEPTH:
            self.open.append(element)

    def _close(self, tags: tuple[str, ...], scopes: tuple[str, ...]) -> None:
        """Ends the open elements that a new one cannot be part of, within the innermost of the scopes."""
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag in scopes or not tags:
                return
            if self.open[depth].tag in tags:
                del self.open[depth:]
                if not scopes:
                    return

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open[-1].tag == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def read_page(source: str) -> HtmlPage:
    builder = _TreeBuilder()
    builder.feed(source)
    builder.close()
    elements = list(builder.root.walk())
    title = next((element.text for element in elements if element.tag == "title"), "")
    page = HtmlPage(_main_part(elements), title.split(" | ")[0])
    page.embedded = [e.tag for e in elements if e.tag in ("iframe", "frame", "object", "embed")]
    for comment in builder.comments:
        page.omit("comments", comment)
    if page.body is not builder.root:
        _omit_other_parts(builder.root, page)
    _remove_hidden(page.body, page, len(page.body.text))
    page.title = next((e.text for e in page.body.walk() if is_title(e) and e.text), page.title)
    return page


def _main_part(elements: list[Element]) -> Element:
    """The only <main>, or the only <article>, if it has a heading; else the whole page."""
    mains = [element for element in elements if element.tag == "main" or element.attributes.get("role") == "main"]
    for found in (mains, [element for element in elements if element.tag == "article"]):
        if len(found) == 1 and any(re.fullmatch("h[1-3]", inner.tag) for inner in found[0].walk()):
            return found[0]
    return elements[0]


def _omit_other_parts(element: Element, page: HtmlPage) -> None:
    for child in element.children:
        if child is page.body or (isinstance(child, Element) and child.tag in ("head", "title")):
            continue
        if isinstance(child, str):
            page.omit("parts outside the article", child)
        elif any(inner is page.body for inner in child.walk()):
            _omit_other_parts(child, page)
        else:
            name = (
                f"{child.tag}s" if child.tag in PROGRAM_TAGS else PAGE_TAGS.get(child.tag, "parts outside the article")
            )
            page.omit(name, child.text)


def _remove_hidden(element: Element, page: HtmlPage, page_length: int) -> None:
    visible: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            visible.append(child)
        elif name := omitted_name(child, page_length):
            page.omit(name, child.text)
        else:
            _remove_hidden(child, page, page_length)
            visible += [child] if child.tag not in ("head", "title") else []
    element.children = visible
