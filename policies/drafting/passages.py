"""The tree cut into passages: what becomes one clause, or one piece of the introduction."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policies.drafting.blocks import Block, Shape
from policies.drafting.kinds import binds
from policies.drafting.labels import DECIMAL, DOTTED
from policies.drafting.tree import Node

Path = tuple[int, ...]

LEADS_ON = re.compile(r".*(?:[:,;\u2014-]|\b(?:and|or|following))\s*", re.S)
_RUN_IN = re.compile(
    r"(?P<title>[A-Z\u00c0-\u00de][^.:!?\n]{1,80}?)(?:[.:]|\s[\u2013\u2014-])\s+(?=[A-Z\u00c0-\u00de\"\u201c(])"
)
_SMALL = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "your", "our"}


@dataclass(frozen=True)
class Passage:
    """`path` is how the source numbers it, empty where it does not; `under` the numbers of what it is part of; `place`
    where it stands. `opener` is its title in the source. `blocks` are its words, `depths` how deep each lies in a list.
    `above` are the headings over it that are no passages of their own."""

    path: Path
    place: Path
    line: int
    opener: Block | None = None
    blocks: tuple[Block, ...] = ()
    depths: tuple[int, ...] = ()
    above: tuple[Block, ...] = ()
    under: Path = ()
    tag: str = ""

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks if block.text)

    @property
    def name(self) -> str:
        return self.opener.text if self.opener else ""

    @property
    def empty(self) -> bool:
        return all(block.shape is Shape.NOTHING for block in self.blocks)


def passages(root: Node) -> list[Passage]:
    """In reading order. Headings that stand over clauses are numbered only where their items would else collide."""
    found = list(_walk(root, (), (), (), counted=False))
    paths = Counter(passage.path for passage in found if passage.path)
    if max(paths.values(), default=0) > 1:
        found = list(_walk(root, (), (), (), counted=True))
    return found


def _walk(node: Node, path: Path, place: Path, above: tuple[Block, ...], counted: bool) -> Iterator[Passage]:
    """The passage of a node and of all that is below it; items that are no passages of their own stay in its list."""
    own = [child for child in node.nodes if _stands_alone(child, node)]
    words = [(block, 0) for block in node.blocks]
    for child in node.nodes:
        if not any(child is other for other in own):
            words += _listed(child, 0)
    words.sort(key=lambda word: word[0].line)
    passage = _passage(node, path, place, words)
    if passage.empty and passage.opener and own:
        above = (*above, passage.opener, *passage.blocks)
    else:
        yield replace(passage, above=above)
        above = ()
    headings = sum(not child.is_item for child in own)
    for number, child in enumerate(own, start=1):
        ordinal = (number,) if counted and not child.is_item and headings > 1 else ()
        below = _path(child, path) if child.label else path + ordinal
        yield from _walk(child, below, (*place, number), above, counted)
        above = ()


def _path(node: Node, path: Path) -> Path:
    label = node.label
    if label is None or label.absolute:
        return label.numbers if label else path
    return (*path, node.value or label.numbers[-1])


def _stands_alone(node: Node, parent: Node) -> bool:
    """Whether a node is a passage of its own rather than a line of a list in its parent's words."""
    if not node.is_item or node.style == DOTTED or node.nodes:
        return not (node.is_item and node.style not in (DOTTED, DECIMAL) and _leads_on(parent))
    beside = [child for child in parent.nodes if child.is_item and child.style == node.style]
    lawful = sum(_lawful(child) for child in beside)
    if node.style != DECIMAL or parent.is_item:
        return 2 * lawful >= len(beside) and not _leads_on(parent)
    return 2 * lawful >= len(beside)


def _leads_on(parent: Node) -> bool:
    """Whether the words before the first item end as if the items ended the sentence."""
    first = next((child.opener.line for child in parent.nodes if child.opener and child.is_item), 0)
    before = [block for block in parent.blocks if block.line < first and block.text]
    lead = before[-1] if before else parent.opener
    return lead is not None and bool(LEADS_ON.fullmatch(lead.text))


def _lawful(node: Node) -> bool:
    text = node.opener.text if node.opener else ""
    whole = " ".join([text, *(block.text for block in node.blocks)])
    return bool(text) and not text[0].islower() and (binds(whole) or bool(node.blocks and len(text) < 80))


def _listed(node: Node, depth: int) -> Iterator[tuple[Block, int]]:
    if node.opener:
        yield node.opener, depth
    for block in node.blocks:
        yield block, depth
    for child in node.nodes:
        yield from _listed(child, depth + 1)


def _passage(node: Node, path: Path, place: Path, words: list[tuple[Block, int]]) -> Passage:
    opener, title = node.opener, node.opener
    if opener and node.is_item and not _is_title(node):
        title, rest = run_in(opener)
        words = [(replace(rest, shape=Shape.PARAGRAPH), 0), *words]
    return Passage(
        path=path if opener and opener.label else (),
        place=place,
        line=opener.line if opener else 1,
        opener=title,
        blocks=tuple(block for block, _ in words),
        depths=tuple(_depths(words)),
        under=path,
        tag=opener.tag if opener else "",
    )


def _depths(words: list[tuple[Block, int]]) -> Iterator[int]:
    """How deep each block lies in its list, by the tree or by how far it is indented."""
    edges: list[int] = []
    for block, depth in words:
        if block.shape not in (Shape.ITEM, Shape.BULLET):
            edges.clear()
            yield depth
            continue
        while edges and edges[-1] >= block.first:
            edges.pop()
        yield max(depth, len(edges))
        edges.append(block.first)


def _is_title(node: Node) -> bool:
    opener = node.opener
    follows = bool(node.nodes) or any(block.shape is not Shape.NOTHING for block in node.blocks)
    return bool(opener and follows and opener.lines == 1 and len(opener.text) < 80 and not binds(opener.text))


def run_in(block: Block) -> tuple[Block | None, Block]:
    """The title that begins a paragraph ("Grant of Licence. Subject to …"), where it has one, and the rest."""
    text = "".join(piece.shown for piece in block.pieces)
    skipped = len(text) - len(text.lstrip())
    match = _RUN_IN.match(text[skipped:])
    if not match or not _titled(match["title"]):
        return None, block
    return block.split(block.offset(skipped + match.end()))


def _titled(words: str) -> bool:
    telling = [word for word in words.split() if word.lower() not in _SMALL]
    capitals = sum(not word[0].islower() for word in telling)
    return len(words.split()) <= 9 and capitals == len(telling) and not binds(words)
