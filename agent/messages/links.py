"""Finds the links that a mail or chat program would make clickable, and defuses them."""

from functools import cache
from typing import NamedTuple

from linkify_it import LinkifyIt
from linkify_it.tlds import TLDS

from text.linear_patterns import linear_pattern

RESERVED_TLDS = ("example", "test", "local", "internal", "onion")
# Addresses that some program opens although they are no web or mail address.
OTHER_LINK = linear_pattern(
    r"(?:^|[^\w])((?:[a-z][a-z0-9+.-]{1,30}://|(?:javascript|vbscript|data|file|blob|intent|tel|sms|skype|whatsapp|tg):)"
    r"[^\s\"\u201c\u201d<>]+)",
    ignore_case=True,
)


class Link(NamedTuple):
    """`text` is the source's `[start:end]`."""

    start: int
    end: int
    text: str


def find_links(text: str) -> list[Link]:
    """Web, mail and other addresses, with or without a scheme, in order; no two overlap."""
    web = [Link(match.index, match.last_index, match.raw) for match in _linkify().match(text) or ()]
    other = [Link(*match.span(1), match[1]) for match in OTHER_LINK.finditer(text)]
    links: list[Link] = []
    for link in sorted((*web, *other), key=lambda link: (link.start, -link.end)):
        if not links or link.start >= links[-1].end:
            links.append(link)
    return links


def defuse(link: str) -> str:
    """The link as a person can read it and no program opens it: `shop[.]example`."""
    return link.replace(":", "[:]").replace(".", "[.]")


@cache
def _linkify() -> LinkifyIt:
    return LinkifyIt().tlds([*TLDS, *RESERVED_TLDS], True)
