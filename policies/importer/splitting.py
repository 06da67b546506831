"""Passages that hold several rules or definitions, cut where a paragraph clearly carries law of its own."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from policies.importer.blocks import Block, Shape
from policies.importer.clause_kinds import binds, defines
from policies.importer.passages import LEADS_ON, Passage
from policies.importer.wording import NO_LAW

LONG_WORDS = 150


def parts(passage: Passage) -> Iterator[Passage]:
    """The passage itself, or what it falls into. The first part keeps title and number, save where the parts are
    definitions: then the title stands above them."""
    starts = [place for place, block in enumerate(passage.blocks) if _begins_law(passage, block, place)]
    defining = sum(defines(passage.blocks[place].text) for place in starts)
    terms = defining > 1 and 2 * defining > len(starts)
    if len(starts) < 2 or not (terms or _long(passage)):
        yield passage
        return
    bounds = [0, *(starts if terms and starts[0] else starts[1:]), len(passage.blocks)]
    for number, (start, end) in enumerate(pairwise(bounds)):
        part = replace(passage, blocks=passage.blocks[start:end], depths=passage.depths[start:end])
        yield part if not number and (starts[0] or not terms) else _below(part, number)


def _below(part: Passage, number: int) -> Passage:
    """A part that is numbered below its passage; the first brings the passage's heading with it."""
    first = not number
    headed = (*part.above, part.opener) if part.opener else part.above
    return replace(
        part,
        path=(),
        place=(*part.place, 0, number),
        line=part.blocks[0].line,
        opener=None,
        above=headed if first else (),
        tag="",
    )


def _long(passage: Passage) -> bool:
    return len(passage.text.split()) > LONG_WORDS and not NO_LAW.match(passage.name)


def _begins_law(passage: Passage, block: Block, place: int) -> bool:
    if block.shape not in (Shape.PARAGRAPH, Shape.BULLET) or passage.depths[place]:
        return False
    if defines(block.text) and (
        block.shape is Shape.PARAGRAPH or re.search("defin|glossary|terms", passage.name, re.I)
    ):
        return True
    before = passage.blocks[place - 1] if place else None
    if block.shape is Shape.BULLET or (before is not None and LEADS_ON.fullmatch(before.text)):
        return False
    return binds(block.text) and block.text[:1].isupper()
