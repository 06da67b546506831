"""Splits the tree into passages, each of which becomes a clause or a part of the introduction."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from policies.importer.labels.clause_kinds import is_binding, is_duty
from policies.importer.labels.number_labels import DECIMAL, DOTTED
from policies.importer.structure.blocks import Block, BlockKind
from policies.importer.structure.tree import Node, is_sentence, is_title, split_run_in_title

MAX_ENDING_CHARS = 200
NumberPath = tuple[int, ...]

INTRODUCES_LIST = re.compile(r".*(?:[:,;\u2014-]|\b(?:and|or|following))\s*", re.S)


@dataclass(frozen=True)
class Passage:
    """`path` is its number in the source, empty without one; `parent_path` that of its parent; `position` its place in
    the tree. `title_block` is its title in the source. `blocks` are its text, `depths` their list depths.
    `headings` are those above it that are not passages themselves; `section_titles` are all above it, outermost first.
    `is_numbered` if it or its parent has a number."""

    path: NumberPath
    position: NumberPath
    line: int
    title_block: Block | None = None
    blocks: tuple[Block, ...] = ()
    depths: tuple[int, ...] = ()
    headings: tuple[Block, ...] = ()
    parent_path: NumberPath = ()
    number_text: str = ""
    is_numbered: bool = False
    section_titles: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks if block.text)

    @cached_property
    def own_text(self) -> str:
        """The text without footnotes."""
        return "\n".join(block.text for block in self.blocks if block.text and block.kind is not BlockKind.NOTE)

    @property
    def title(self) -> str:
        return self.title_block.text if self.title_block else ""

    @property
    def is_empty(self) -> bool:
        return not any(block.text for block in self.blocks)


def read_passages(root: Node) -> list[Passage]:
    """In reading order. A heading without a number gets one by its position if the numbers below it would repeat those
    of an earlier section, or if most sections have none."""
    passages = list(_walk(root, (), _WalkState(frozenset())))
    titled = [
        passage for passage in passages if passage.title_block and not passage.is_empty and not passage.is_numbered
    ]
    labelled = [passage for passage in passages if passage.path]
    numbered_positions = (
        {passage.position[:-1] for passage in labelled}
        if len(labelled) < len(titled)
        else _restarted_positions(labelled)
    )
    return list(_walk(root, (), _WalkState(frozenset(numbered_positions)))) if numbered_positions else passages


def _restarted_positions(labelled: list[Passage]) -> set[NumberPath]:
    """The positions of sections whose item numbers repeat those of another section."""
    sections: dict[NumberPath, NumberPath] = {}
    repeated = set()
    for passage in labelled:
        section = sections.setdefault(passage.path, passage.position[:-1])
        if section != passage.position[:-1]:
            repeated.add(passage.position[:-1])
    return repeated


@dataclass(frozen=True)
class _WalkState:
    """`numbered_positions` are those of headings that are numbered by their position."""

    numbered_positions: frozenset[NumberPath]
    position: NumberPath = ()
    headings: tuple[Block, ...] = ()
    is_numbered: bool = False
    titles: tuple[str, ...] = ()


def _walk(node: Node, path: NumberPath, state: _WalkState) -> Iterator[Passage]:
    """The passages of a node and its children. Items that are not passages themselves stay in its list."""
    own_passages = _own_passages(node)
    own_ids = set(map(id, own_passages))
    blocks = [(block, 0) for block in node.blocks]
    for child in node.children:
        if id(child) not in own_ids:
            blocks += _list_blocks(child, 0)
    blocks.sort(key=lambda block_and_depth: block_and_depth[0].line)
    passage = replace(
        _passage(node, path, state.position, blocks),
        is_numbered=state.is_numbered or node.label is not None,
        section_titles=state.titles,
    )
    titles = (*state.titles, passage.title) if passage.title_block else state.titles
    headings = state.headings
    is_numbered_duty = node.label is not None and is_duty(passage.title)
    if passage.is_empty and passage.title_block and own_passages and not is_numbered_duty:
        headings = (*headings, passage.title_block, *passage.blocks)
    else:
        yield replace(passage, headings=headings)
        headings = ()
    for number, child in enumerate(own_passages, start=1):
        position = (*state.position, number)
        ordinal = position[-1:] if position in state.numbered_positions and child.label is None else ()
        child_path = _path(child, path) if child.label else path + ordinal
        yield from _walk(
            child, child_path, _WalkState(state.numbered_positions, position, headings, passage.is_numbered, titles)
        )
        headings = ()


def _path(node: Node, path: NumberPath) -> NumberPath:
    label = node.label
    if label is None or label.is_absolute:
        return label.numbers if label else path
    return (*path, node.value or label.numbers[-1])


def _own_passages(parent: Node) -> list[Node]:
    """The children that are passages of their own, not items in their parent's text. Items of one numbering stay
    together."""
    introduces = _introduces_list(parent)
    items = [child for child in parent.children if child.is_item]
    counts = Counter(child.style for child in items)
    binding = Counter(child.style for child in items if child.children or _is_binding_item(child, introduces))
    own_styles = {style for style, number in counts.items() if 2 * binding[style] >= number}
    return [
        child
        for child in parent.children
        if not child.is_item
        or child.style == DOTTED
        or (child.style in own_styles and not (introduces and _completes_sentence(child, parent)))
    ]


def _completes_sentence(child: Node, parent: Node) -> bool:
    return child.style != DECIMAL or (parent.is_item and not child.children)


def _introduces_list(parent: Node) -> bool:
    """Whether the text before the first item is a sentence that the items complete."""
    first = next((child.heading.line for child in parent.children if child.heading and child.is_item), 0)
    before = next((block for block in reversed(parent.blocks) if block.line < first and block.text), None)
    introduction = before or parent.heading
    return introduction is not None and bool(INTRODUCES_LIST.fullmatch(introduction.text[-MAX_ENDING_CHARS:]))


def _is_binding_item(node: Node, completes_sentence: bool) -> bool:
    text = node.heading.text if node.heading else ""
    full_text = " ".join([text, *(block.text for block in node.blocks)])
    begins_sentence = bool(text) and not (completes_sentence and text[0].islower())
    return begins_sentence and (is_binding(full_text) or bool(node.blocks and len(text) < 80))


def _list_blocks(node: Node, depth: int) -> Iterator[tuple[Block, int]]:
    if node.heading:
        yield node.heading, depth
    for block in node.blocks:
        yield block, depth
    for child in node.children:
        yield from _list_blocks(child, depth + 1)


def _passage(node: Node, path: NumberPath, position: NumberPath, blocks: list[tuple[Block, int]]) -> Passage:
    heading, title = node.heading, node.heading
    if heading and not is_title(node) and (node.is_item or is_sentence(heading)):
        title, rest = split_run_in_title(heading)
        blocks = [(replace(rest, kind=BlockKind.PARAGRAPH), 0), *blocks]
    return Passage(
        path=path if heading and heading.label else (),
        position=position,
        line=heading.line if heading else 1,
        title_block=title,
        blocks=tuple(block for block, _ in blocks),
        depths=tuple(_depths(blocks)),
        parent_path=path,
        number_text=heading.number_text if heading else "",
    )


def _depths(blocks: list[tuple[Block, int]]) -> Iterator[int]:
    """The list depth of each block, by the tree or by its indent."""
    indents: list[int] = []
    for block, depth in blocks:
        if block.kind not in (BlockKind.ITEM, BlockKind.BULLET):
            indents.clear()
            yield depth
            continue
        while indents and indents[-1] >= block.first_indent:
            indents.pop()
        yield max(depth, len(indents))
        indents.append(block.first_indent)
