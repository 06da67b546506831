"""Finds the examples of a clause: lists under "Allowed" and "Not allowed", items with ✅ and ❌, tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from policies.importer.structure.blocks import Block, BlockKind
from policies.importer.structure.passages import Passage

_GOOD = (
    r"allowed|permitted|acceptable|compliant|ok(?:ay)?|do'?s?|good|right|correct|what you can (?:do|say|post)"
    r"|you can|fine"
)
_BAD = (
    r"not (?:allowed|permitted|acceptable|ok(?:ay)?|compliant)|don['\u2019]?ts?|do not|bad|wrong|incorrect"
    r"|prohibited|forbidden|unacceptable"
    r"|non-?compliant|(?<=of )violations?|violat(?:ions?|ing)(?= examples?)"
    r"|what you can(?:no|['\u2019])t (?:do|say|post)|you can(?:no|['\u2019])t"
    r"|never"
)
_MARKS_GOOD, _MARKS_BAD = (
    "\u2705\u2714\u2713\u2611\U0001f44d\U0001f7e2",
    "\u274c\u2716\u2717\u2718\U0001f6ab\u26d4\U0001f44e\U0001f534",
)
_MARK = re.compile(rf"\\?[{_MARKS_GOOD}{_MARKS_BAD}]\ufe0f?")
_LABEL = re.compile(
    rf"(?:[{_MARKS_GOOD}{_MARKS_BAD}]\ufe0f? ?)?(?:examples? of |some )?(?:(?P<bad>{_BAD})|(?P<good>{_GOOD}))"
    r"(?: (?:examples?|claims?|content|posts?|wording|captions?|phrases|statements?|practice))?(?: include| are)?\s?:?",
    re.IGNORECASE,
)
_INLINE = re.compile(
    rf"(?:(?P<bad>{_BAD})|(?P<good>{_GOOD}))(?: examples?)?\s?[:\u2013\u2014]\s{{1,9}}(?=\S)", re.IGNORECASE
)
_LISTS = (BlockKind.BULLET, BlockKind.ITEM)


@dataclass(frozen=True)
class Examples:
    """Texts as Markdown, and the places of the blocks that they and their labels are in."""

    violating: tuple[str, ...] = ()
    compliant: tuple[str, ...] = ()
    places: frozenset[int] = frozenset()


NO_EXAMPLES = Examples()


def is_example_label(text: str) -> bool:
    return _side(text) is not None


def _side(text: str) -> bool | None:
    """True for a label of allowed things, False for one of things not allowed; None for other text."""
    match = _LABEL.fullmatch(text.strip().strip("*_")) if len(text) < 60 else None
    return None if match is None else match["good"] is not None


def read_examples(passage: Passage) -> Examples:
    found: list[tuple[bool, str]] = []
    places: set[int] = set()
    side: bool | None = None
    columns: list[bool | None] = []
    label_place = -1
    for place, block in enumerate(passage.blocks):
        if not block.text:
            continue
        if block.kind is BlockKind.ROW:
            cells = block.markdown.split(" | ")
            columns, found_here = _row(cells, columns)
            found += found_here
            places |= {place} if columns else set()
            continue
        columns = []
        own = _item_side(block)
        if block.kind in _LISTS and (own or side is not None):
            found.append(own or (bool(side), _without_mark(block.markdown)))
            places |= {place} | ({label_place} if own is None else set())
        elif own:
            found.append(own)
            places.add(place)
        else:
            side = _side(block.text)
            label_place = place
    texts = [(good, text.strip()) for good, text in found if text.strip(" .")]
    return Examples(tuple(t for good, t in texts if not good), tuple(t for good, t in texts if good), frozenset(places))


def _row(cells: Sequence[str], columns: list[bool | None]) -> tuple[list[bool | None], list[tuple[bool, str]]]:
    """The sides of the columns, and the examples of a row below their header."""
    sides = [_side(cell) for cell in cells]
    if True in sides and False in sides:
        return sides, []
    pairs = zip(columns, cells, strict=False)
    return columns, [(side, cell) for side, cell in pairs if side is not None]


def _item_side(block: Block) -> tuple[bool, str] | None:
    """The side and the text of an item that says its side itself: "❌ It cures asthma", "Allowed: It tastes good"."""
    text = block.text.lstrip()
    if text[:1] and text[0] in _MARKS_GOOD + _MARKS_BAD and not is_example_label(text):
        return text[0] in _MARKS_GOOD, _without_mark(block.markdown)
    match = _INLINE.match(text) if block.kind in _LISTS else None
    if match and block.markdown.startswith(match.group()):
        return match["good"] is not None, block.markdown[match.end() :]
    return None


def _without_mark(markdown: str) -> str:
    return _MARK.sub("", markdown, count=1) if _MARK.match(markdown) else markdown


def merge_example_passages(passages: Sequence[Passage]) -> list[Passage]:
    """Sections with titles such as "Not allowed" become parts of the passage that they stand under."""
    merged: list[Passage] = []
    for passage in passages:
        title = passage.title_block
        above = merged[-1] if merged else None
        is_label = title is not None and title.label is None and is_example_label(passage.title)
        if title is None or not is_label or passage.is_empty:
            merged.append(passage)
            continue
        label = replace(title, kind=BlockKind.PARAGRAPH)
        blocks, depths = (label, *passage.blocks), (0, *passage.depths)
        if passage.headings:
            *outer, heading = passage.headings
            part = replace(passage, title_block=heading, headings=tuple(outer), blocks=blocks, depths=depths)
            merged.append(replace(part, position=passage.position[:-1]))
        elif above and passage.position[: len(above.position)] == above.position:
            merged[-1] = replace(above, blocks=above.blocks + blocks, depths=above.depths + depths)
        else:
            merged.append(passage)
    return merged
