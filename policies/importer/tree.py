"""The tree of a foreign text: sections below sections, by the rank of headings and the run of numbers."""

from dataclasses import dataclass, field

from policies.importer.blocks import Block, Shape
from policies.importer.number_labels import Label

DEEPEST = 8  # lists in lists
ITEMS = 100  # every item ranks below every heading


@dataclass
class Node:
    """`opener` is the heading or item it begins with, None for the whole; `style` and `value` are what an item counts
    with; `blocks` its own words, `nodes` what is below it."""

    opener: Block | None
    rank: int
    style: str = ""
    value: int = 0
    blocks: list[Block] = field(default_factory=list)
    nodes: list["Node"] = field(default_factory=list)

    @property
    def label(self) -> Label | None:
        return self.opener.label if self.opener else None

    @property
    def is_item(self) -> bool:
        return self.opener is not None and self.opener.shape is Shape.ITEM


def build_tree(blocks: list[Block]) -> Node:
    root = Node(None, 0)
    stack = [root]
    for block in blocks:
        if block.shape is Shape.HEADING:
            _open(stack, Node(block, block.rank))
        elif block.shape is Shape.ITEM and block.label:
            _open(stack, _item(stack, block, block.label))
        else:
            _close(stack, block)
            stack[-1].blocks.append(block)
    return root


def _open(stack: list[Node], node: Node) -> None:
    while len(stack) > 1 and stack[-1].rank >= node.rank:
        stack.pop()
    stack[-1].nodes.append(node)
    stack.append(node)


def _close(stack: list[Node], block: Block) -> None:
    """A paragraph that stands further left than the words of a lower item ends it."""
    if block.shape is Shape.NOTHING:
        return
    while stack[-1].is_item and stack[-2].is_item and block.first < _left(stack[-1]):
        stack.pop()


def _left(node: Node) -> int:
    return node.opener.indent if node.opener else 0


def _item(stack: list[Node], block: Block, label: Label) -> Node:
    """The node of an item, ranked beside the one it follows, or below the last where it begins a list."""
    if label.absolute:
        return Node(block, ITEMS + len(label.numbers) - 1, label.readings[0][0], label.numbers[-1])
    items = [node for node in reversed(stack) if node.is_item]
    following = _followed(items, label)
    if following is not None:
        node, style, value = following
        return Node(block, node.rank, style, value)
    beside = next((n for n in items if n.style == label.readings[0][0] and _left_edge(n) == block.first), None)
    style, numbers = next((r for r in label.readings if r[1][-1] <= 1), label.readings[0])
    if beside is None and len(items) >= DEEPEST:
        beside = items[0]
    if beside is not None:
        return Node(block, beside.rank, style, beside.value + 1 if label.opens else numbers[-1])
    return Node(block, max(ITEMS - 1, stack[-1].rank) + 1, style, numbers[-1])


def _followed(items: list[Node], label: Label) -> tuple[Node, str, int] | None:
    """The item that this label comes next after, the innermost first."""
    for node in items:
        value = label.value(node.style)
        if value is not None and value == node.value + 1:
            return node, node.style, value
    return None


def _left_edge(node: Node) -> int:
    return node.opener.first if node.opener else 0
