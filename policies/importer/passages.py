"""The tree cut into passages: what becomes one clause, or one piece of the introduction."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from policies.importer.blocks import Block, Shape
from policies.importer.clause_kinds import binds
from policies.importer.number_labels import DECIMAL, DOTTED
from policies.importer.titles import is_title, run_in
from policies.importer.tree import Node

Path = tuple[int, ...]

LEADS_ON = re.compile(r".*(?:[:,;\u2014-]|\b(?:and|or|following))\s*", re.S)


@dataclass(frozen=True)
class Passage:
    """`path` is how the source numbers it, empty where it does not; `under` the numbers of what it is part of; `place`
    where it stands. `opener` is its title in the source. `blocks` are its words, `depths` how deep each lies in a list.
    `above` are the headings over it that are no passages of their own. `numbered` where it, or what it is in, bears a
    number in the source."""

    path: Path
    place: Path
    line: int
    opener: Block | None = None
    blocks: tuple[Block, ...] = ()
    depths: tuple[int, ...] = ()
    above: tuple[Block, ...] = ()
    under: Path = ()
    tag: str = ""
    numbered: bool = False

    @cached_property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks if block.text)

    @property
    def name(self) -> str:
        return self.opener.text if self.opener else ""

    @property
    def empty(self) -> bool:
        return not any(block.text for block in self.blocks)


def passages(root: Node) -> list[Passage]:
    """In reading order. A heading without a number gets one by its place where the numbers below it would else repeat
    those of an earlier section, or where most sections have none."""
    found = list(_walk(root, (), _Where(frozenset())))
    titled = [passage for passage in found if passage.opener and not passage.empty and not passage.numbered]
    labelled = [passage for passage in found if passage.path]
    counted = {passage.place[:-1] for passage in labelled} if len(labelled) < len(titled) else _repeating(labelled)
    return list(_walk(root, (), _Where(frozenset(counted)))) if counted else found


def _repeating(labelled: list[Passage]) -> set[Path]:
    """The places of the sections whose items count again from where another section's did."""
    homes: dict[Path, Path] = {}
    again = set()
    for passage in labelled:
        home = homes.setdefault(passage.path, passage.place[:-1])
        if home != passage.place[:-1]:
            again.add(passage.place[:-1])
    return again


@dataclass(frozen=True)
class _Where:
    """Where a walk is: `counted` are the places whose headings are numbered by their place."""

    counted: frozenset[Path]
    place: Path = ()
    above: tuple[Block, ...] = ()
    numbered: bool = False


def _walk(node: Node, path: Path, where: _Where) -> Iterator[Passage]:
    """The passage of a node and of all that is below it; items that are no passages of their own stay in its list."""
    lawful = _lawful_styles(node)
    own = [child for child in node.nodes if _stands_alone(child, node, lawful)]
    alone = set(map(id, own))
    words = [(block, 0) for block in node.blocks]
    for child in node.nodes:
        if id(child) not in alone:
            words += _listed(child, 0)
    words.sort(key=lambda word: word[0].line)
    passage = replace(_passage(node, path, where.place, words), numbered=where.numbered or node.label is not None)
    above = where.above
    if passage.empty and passage.opener and own:
        above = (*above, passage.opener, *passage.blocks)
    else:
        yield replace(passage, above=above)
        above = ()
    for number, child in enumerate(own, start=1):
        place = (*where.place, number)
        ordinal = place[-1:] if place in where.counted and child.label is None else ()
        below = _path(child, path) if child.label else path + ordinal
        yield from _walk(child, below, _Where(where.counted, place, above, passage.numbered))
        above = ()


def _path(node: Node, path: Path) -> Path:
    label = node.label
    if label is None or label.absolute:
        return label.numbers if label else path
    return (*path, node.value or label.numbers[-1])


def _stands_alone(node: Node, parent: Node, lawful: frozenset[str]) -> bool:
    """Whether a node is a passage of its own rather than a line of a list in its parent's words."""
    if not node.is_item or node.style == DOTTED:
        return True
    if node.style != DECIMAL and _leads_on(parent):
        return False
    if node.nodes:
        return True
    return node.style in lawful and not (parent.is_item and _leads_on(parent))


def _lawful_styles(parent: Node) -> frozenset[str]:
    """The ways of numbering under which at least half of the items bind by themselves."""
    items = [child for child in parent.nodes if child.is_item]
    every = Counter(child.style for child in items)
    lawful = Counter(child.style for child in items if _lawful(child))
    return frozenset(style for style, number in every.items() if 2 * lawful[style] >= number)


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
    if opener and node.is_item and not is_title(node):
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
