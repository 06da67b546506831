"""The tree of an imported document: sections by heading rank and numbering, and the titles of numbered items."""

import re
from dataclasses import dataclass, field, replace

from policies.importer.labels.clause_kinds import is_binding
from policies.importer.labels.number_labels import Label
from policies.importer.structure.blocks import Block, BlockKind

MAX_LIST_DEPTH = 8
SENTENCE_ENDS = tuple(".;!?\u3002\uff1b\uff01\u0964\u061f")
MAX_HEADING_CHARS = 120
MAX_TITLE_WORDS = 6
LAST_LATIN = "\u02ff"
MAX_LOOKAHEAD = 40  # items
ITEM_RANK = 100  # below every heading

_RUN_IN = re.compile(
    r"(?P<title>[A-Z\u00c0-\u00de][^.:!?\n]{1,80}?)(?:[.:]|\s[\u2013\u2014-])\s+(?=[A-Z\u00c0-\u00de\"\u201c(])"
)
SMALL_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)
_LOWER_CASE_IN_TITLES = SMALL_WORDS | {"your", "our"}


@dataclass
class Node:
    """`heading` is the heading or item that begins it, None for the root. `style` and `value` are the numbering of an
    item. `blocks` are its own text."""

    heading: Block | None
    rank: int
    style: str = ""
    value: int = 0
    blocks: list[Block] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    @property
    def label(self) -> Label | None:
        return self.heading.label if self.heading else None

    @property
    def is_item(self) -> bool:
        return self.heading is not None and self.heading.kind is BlockKind.ITEM


def build_tree(blocks: list[Block]) -> Node:
    root = Node(None, 0)
    stack = [root]
    following = _following_labels(blocks)
    for index, block in enumerate(blocks):
        if stack[-1].heading and stack[-1].heading.is_row and not block.is_row and block.kind is not BlockKind.EMPTY:
            stack.pop()  # the end of a table
        if block.kind is BlockKind.HEADING:
            _open(stack, Node(block, block.rank))
        elif block.kind is BlockKind.ITEM and block.label:
            for label in block.label.outer:
                _open_outer(stack, block, label)
            _open(stack, _item_node(stack, block, _unambiguous(block.label, following.get(index, ()))))
        else:
            _close_items(stack, block)
            stack[-1].blocks.append(block)
    return root


def _following_labels(blocks: list[Block]) -> dict[int, tuple[Label, ...]]:
    """The labels of the next items after each item that may be a letter or a Roman one."""
    items = [(index, block.label) for index, block in enumerate(blocks) if block.kind is BlockKind.ITEM and block.label]
    return {
        index: tuple(following for _, following in items[place + 1 : place + 1 + MAX_LOOKAHEAD])
        for place, (index, label) in enumerate(items)
        if len(label.readings) > 1 and label.starts_list
    }


def _unambiguous(label: Label, following: tuple[Label, ...]) -> Label:
    """An (i) after an (h) is the ninth letter, unless (ii) comes before (j)."""
    style, numbers = next((r for r in label.readings if r[1][-1] == 1), label.readings[0])
    others = [reading for reading in label.readings if reading[0] != style]
    for next_label in following:
        if any(next_label.value(other) == value[-1] + 1 for other, value in others):
            return label
        if next_label.value(style) == numbers[-1] + 1:
            return replace(label, readings=((style, numbers),))
    return label


def _open_outer(stack: list[Node], block: Block, label: Label) -> None:
    """Opens the item of a label that has no text of its own, unless it is open already."""
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].is_item and label.value(stack[depth].style) == stack[depth].value:
            del stack[depth + 1 :]
            return
    empty = replace(block, pieces=(), label=label)
    _open(stack, _item_node(stack, empty, label))


def _open(stack: list[Node], node: Node) -> None:
    while len(stack) > 1 and stack[-1].rank >= node.rank:
        stack.pop()
    stack[-1].children.append(node)
    stack.append(node)


def _close_items(stack: list[Node], block: Block) -> None:
    """A paragraph that is indented less than an item's text ends the item."""
    if block.kind is BlockKind.EMPTY:
        return
    while stack[-1].is_item and stack[-2].is_item and block.first_indent < _text_indent(stack[-1]):
        stack.pop()


def _text_indent(node: Node) -> int:
    return node.heading.indent if node.heading else 0


def _item_node(stack: list[Node], block: Block, label: Label) -> Node:
    """The node of an item, with the rank of the item it follows, or a lower one if it begins a list."""
    if label.is_absolute:
        return Node(block, ITEM_RANK + len(label.numbers) - 1, label.readings[0][0], label.numbers[-1])
    items = [node for node in reversed(stack) if node.is_item]
    predecessor = _predecessor(items, label)
    if predecessor is not None:
        node, style, value = predecessor
        return Node(block, node.rank, style, value)
    style, numbers = next((r for r in label.readings if r[1][-1] <= 1), label.readings[0])
    sibling = next((n for n in items if n.style == style and _first_indent(n) == block.first_indent), None)
    if sibling is None and len(items) >= MAX_LIST_DEPTH:
        sibling = items[0]
    if sibling is not None:
        return Node(block, sibling.rank, style, sibling.value + 1 if label.starts_list else numbers[-1])
    return Node(block, max(ITEM_RANK - 1, stack[-1].rank) + 1, style, numbers[-1])


def _predecessor(items: list[Node], label: Label) -> tuple[Node, str, int] | None:
    """The innermost item whose label comes right before this one, with its style and the new value."""
    for node in items:
        value = label.value(node.style)
        if value is not None and value == node.value + 1:
            return node, node.style, value
    return None


def _first_indent(node: Node) -> int:
    return node.heading.first_indent if node.heading else 0


def is_title(node: Node) -> bool:
    heading = node.heading
    has_text = any(block.kind is not BlockKind.EMPTY for block in node.blocks)
    if heading is None or is_sentence(heading) or not (has_text or node.children):
        return False
    if not has_text and heading.text[:1] > LAST_LATIN:
        return False  # scripts without capitals: a short rule looks the same
    return heading.line_count == 1 and len(heading.text) < 80 and not is_binding(heading.text)


def is_sentence(heading: Block) -> bool:
    """Whether a numbered line is the text of its clause: "Article 5. Creators must not sell copies."."""
    text = heading.text
    if heading.label is None or not heading.label.unit or heading.rank != heading.label.rank:
        return False
    is_long = len(text.split()) > MAX_TITLE_WORDS or (text[:1] > LAST_LATIN and len(text) > MAX_TITLE_WORDS)
    return len(text) > MAX_HEADING_CHARS or (text[-1:] in SENTENCE_ENDS and (is_long or is_binding(text)))


def split_run_in_title(block: Block) -> tuple[Block | None, Block]:
    """The title that begins a paragraph ("Grant of Licence. Subject to ..." or a short first line), None without one,
    and the rest."""
    text = "".join(piece.shown for piece in block.pieces)
    skipped = len(text) - len(text.lstrip())
    match = _RUN_IN.match(text[skipped:])
    if match and _is_capitalised(match["title"]):
        return block.split(block.offset(skipped + match.end()))
    first_line, line_break, rest = text[skipped:].partition("\n")
    if line_break and _is_title_line(first_line, rest):
        return block.split(block.offset(skipped + len(first_line) + 1))
    return None, block


def _is_title_line(first: str, rest: str) -> bool:
    """Whether a first line ends well before the margin, as a title does."""
    longest = max(map(len, rest.split("\n")))
    has_title_form = first[:1].isupper() and first.rstrip()[-1:] not in ".,;:" and not is_binding(first)
    return has_title_form and len(first) < 0.7 * longest and rest.lstrip()[:1].isupper() and len(first.split()) <= 8


def _is_capitalised(words: str) -> bool:
    main_words = [word for word in words.split() if word.lower() not in _LOWER_CASE_IN_TITLES]
    capitals = sum(not word[0].islower() for word in main_words)
    return len(words.split()) <= 9 and capitals == len(main_words) and not is_binding(words)
