"""The elements of an HTML page, and which of them are not part of its text: menus, banners, comments, hidden parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.importer.labels.clause_kinds import is_binding

PROGRAM_TAGS = ("script", "style", "template")
_BLOCK_NAMES = (
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main"
    " nav ol"
    " pre section table ul"
)
CLOSE_PARAGRAPH = frozenset(_BLOCK_NAMES.split())
PAGE_TAGS = {"nav": "the navigation", "footer": "the footer", "aside": "side notes", "dialog": "dialogs"}
_FORM_TAGS = dict.fromkeys(("button", "select", "textarea", "form"), "buttons and forms")
_ROLES = {
    "navigation": "the navigation",
    "search": "the navigation",
    "contentinfo": "the footer",
    "banner": "the header",
    "complementary": "side notes",
    **dict.fromkeys(("dialog", "alertdialog"), "dialogs"),
}
_WORDS_IN_CLASSES = {
    "the cookie banner": "cookie cookies consent gdpr",
    "the navigation": "breadcrumb breadcrumbs navbar nav menu navigation toc skip pagination",
    "side notes": "sidebar related newsletter",
    "the footer": "footer",
    "links to share": "share sharing social",
    "buttons and forms": "feedback helpful",
}
_OWN_WORDS = {
    "the navigation": "sidenav section-articles article-relatives toc-macro sub-nav",
    "the footer": "article-votes article-comments article-more-questions article-author article-attachments",
    "dates and authors": "page-metadata meta-group",
    "attachments": "pageSectionHeader greybox",
    "properties": "properties page-header-icon",
}  # of Zendesk, Confluence and Notion
_OWN_CLASSES = {word: name for name, words in _OWN_WORDS.items() for word in words.split()}
_CLASSES = {word: name for name, words in _WORDS_IN_CLASSES.items() for word in words.split()}
_HIDDEN_STYLE = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|font-size\s{0,9}:\s{0,9}0(?:px|pt|em)?\s{0,9}(?:;|$)",
    re.I,
)
_MAX_PAGE_SHARE = 0.5  # a part with more of the text is no menu, whatever its class says


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element]":
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield " " if child.tag in CLOSE_PARAGRAPH or child.tag in ("br", "p", "li", "td", "th", "tr") else ""
                yield from child._texts()


def omitted_name(element: Element, page_length: int) -> str:
    """What an element that is not part of the text is; empty for the others."""
    tag, attributes = element.tag, element.attributes
    if tag in PROGRAM_TAGS:
        return f"{tag}s"
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(attributes.get("style", "")[:1000])
    ):
        return "hidden parts"
    if tag in ("del", "s", "strike"):
        return "text struck out"
    if _is_comment(element):
        return "comments"
    named = (
        _own_class_name(attributes)
        or PAGE_TAGS.get(tag)
        or _FORM_TAGS.get(tag)
        or _ROLES.get(attributes.get("role", ""))
    )
    guessed = named or _class_name(attributes)
    if not guessed or any(inner.tag == "h1" for inner in element.walk()):
        return ""
    text = element.text
    may_hold_rules = guessed in ("side notes", "buttons and forms") or (guessed != "the cookie banner" and not named)
    return "" if len(text) > _MAX_PAGE_SHARE * page_length or (may_hold_rules and is_binding(text)) else guessed


def is_title(element: Element) -> bool:
    """Whether it is the title of the page; Google Docs writes it as a paragraph."""
    return element.tag == "h1" or (element.tag == "p" and "title" in element.attributes.get("class", "").split())


def _is_comment(element: Element) -> bool:
    """Whether it is a comment of Google Docs, or the mark of one in the text."""
    links = (inner.attributes.get("href", "") for inner in element.walk() if inner.tag == "a")
    if element.tag in ("a", "sup"):
        return next(links, "").startswith("#cmnt")
    return element.tag in ("div", "p") and next(links, "").startswith("#cmnt_ref")


def _own_class_name(attributes: dict[str, str]) -> str:
    """What a help centre's or a wiki's own class names."""
    names = attributes.get("class", "")[:300].split()
    return next((_OWN_CLASSES[name] for name in names if name in _OWN_CLASSES), "")


def _class_name(attributes: dict[str, str]) -> str:
    words = re.findall(r"[a-z]{3,20}", f"{attributes.get('class', '')} {attributes.get('id', '')}"[:300].lower())
    return next((_CLASSES[word] for word in words if word in _CLASSES), "")
