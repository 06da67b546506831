"""Splits a long passage at the paragraphs that are clauses of their own."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from policies.importer.drafting.penalties import read_penalties, steps_in
from policies.importer.labels.clause_kinds import NON_BINDING_TITLE, is_binding, is_definition, is_duty
from policies.importer.structure.blocks import Block, BlockKind
from policies.importer.structure.passages import INTRODUCES_LIST, Passage

MAX_UNSPLIT_WORDS = 150
MAX_PARTS = 100_000  # the place of a list of penalties, behind all other parts


def split_passage(passage: Passage) -> Iterator[Passage]:
    """The passage, split at paragraphs that are clauses of their own. The first part keeps title and number, unless the
    parts are definitions: then the title becomes a heading above them."""
    penalties = _penalties_start(passage)
    if penalties:
        yield from split_passage(replace(passage, blocks=passage.blocks[:penalties], depths=passage.depths[:penalties]))
        rest = replace(passage, blocks=passage.blocks[penalties:], depths=passage.depths[penalties:])
        yield _numbered_below(rest, MAX_PARTS)
        return
    starts = [index for index, block in enumerate(passage.blocks) if _starts_clause(passage, block, index)]
    definitions = sum(is_definition(passage.blocks[index].text) for index in starts)
    is_glossary = definitions > 1 and 2 * definitions > len(starts)
    is_untitled = passage.title_block is None and not passage.position
    if len(starts) < 2 or not (is_glossary or is_untitled or _is_long(passage)):
        yield passage
        return
    bounds = [0, *(starts if is_glossary and starts[0] else starts[1:]), len(passage.blocks)]
    for number, (start, end) in enumerate(pairwise(bounds)):
        part = replace(passage, blocks=passage.blocks[start:end], depths=passage.depths[start:end])
        yield part if not number and (starts[0] or not is_glossary) else _numbered_below(part, number)


def _penalties_start(passage: Passage) -> int:
    """The place of the block that begins a list of penalties behind a rule; 0 without one."""
    for place, block in enumerate(passage.blocks):
        if block.kind is BlockKind.ROW or any(steps_in(block)):
            rest = replace(passage, blocks=passage.blocks[place:], depths=passage.depths[place:])
            is_behind_rule = any(is_duty(before.text) for before in passage.blocks[:place])
            return place if is_behind_rule and read_penalties(rest) else 0
    return 0


def _numbered_below(part: Passage, number: int) -> Passage:
    """A part that is numbered below its passage; the first part has the passage's title as a heading."""
    headings = (*part.headings, part.title_block) if part.title_block else part.headings
    return replace(
        part,
        path=(),
        position=(*part.position, 0, number),
        line=part.blocks[0].line,
        title_block=None,
        headings=() if number else headings,
        number_text="",
    )


def _is_long(passage: Passage) -> bool:
    return len(passage.text.split()) > MAX_UNSPLIT_WORDS and not NON_BINDING_TITLE.match(passage.title)


def _starts_clause(passage: Passage, block: Block, index: int) -> bool:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.BULLET) or passage.depths[index]:
        return False
    if is_definition(block.text) and (
        block.kind is BlockKind.PARAGRAPH or re.search("defin|glossary|terms", passage.title, re.I)
    ):
        return True
    before = passage.blocks[index - 1] if index else None
    if block.kind is BlockKind.BULLET or (before is not None and INTRODUCES_LIST.fullmatch(before.text)):
        return False
    return (is_binding(block.text) and not block.text[:1].islower()) or len(list(steps_in(block))) > 1
