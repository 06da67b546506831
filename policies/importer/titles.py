"""Where a numbered item has a title: a short line of its own, or words that its paragraph begins with."""

import re

from policies.importer.blocks import Block, Shape
from policies.importer.clause_kinds import binds
from policies.importer.tree import Node

_RUN_IN = re.compile(
    r"(?P<title>[A-Z\u00c0-\u00de][^.:!?\n]{1,80}?)(?:[.:]|\s[\u2013\u2014-])\s+(?=[A-Z\u00c0-\u00de\"\u201c(])"
)
_SMALL = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "your", "our"}


def is_title(node: Node) -> bool:
    opener = node.opener
    follows = bool(node.nodes) or any(block.shape is not Shape.NOTHING for block in node.blocks)
    return bool(opener and follows and opener.lines == 1 and len(opener.text) < 80 and not binds(opener.text))


def run_in(block: Block) -> tuple[Block | None, Block]:
    """The title that begins a paragraph ("Grant of Licence. Subject to ...", or a short first line), where it has one,
    and the rest."""
    text = "".join(piece.shown for piece in block.pieces)
    skipped = len(text) - len(text.lstrip())
    match = _RUN_IN.match(text[skipped:])
    if match and _titled(match["title"]):
        return block.split(block.offset(skipped + match.end()))
    first, broken, rest = text[skipped:].partition("\n")
    if broken and _is_headline(first, rest):
        return block.split(block.offset(skipped + len(first) + 1))
    return None, block


def _is_headline(first: str, rest: str) -> bool:
    """Whether a first line was broken before its words reached the margin, as a title's is."""
    longest = max(map(len, rest.split("\n")))
    plain = first[:1].isupper() and first.rstrip()[-1:] not in ".,;:" and not binds(first)
    return plain and len(first) < 0.7 * longest and rest.lstrip()[:1].isupper() and len(first.split()) <= 8


def _titled(words: str) -> bool:
    telling = [word for word in words.split() if word.lower() not in _SMALL]
    capitals = sum(not word[0].islower() for word in telling)
    return len(words.split()) <= 9 and capitals == len(telling) and not binds(words)
