"""The parts of a clause: its words, its lists of examples, its check, its teaching, each from a section."""

from collections.abc import Mapping, Sequence

from domain.clause import ClauseKind, Teaching
from policies.parsing.blocks import Block, Code, Listing, Other, Paragraph, Section
from policies.parsing.diagnostics import Complaints, one_of

_PARTS = {
    ClauseKind.RULE: ("Breaks it", "Keeps it", "Check", "Why", "How to fix", "Appeal evidence"),
    ClauseKind.EXCEPTION: ("Applies", "Does not apply", "Check"),
    ClauseKind.CONSEQUENCE: ("Ladder",),
}


def parts_by_title(section: Section, kind: ClauseKind | None, complaints: Complaints) -> dict[str, Section]:
    """The clause's sections by title."""
    allowed = _PARTS.get(kind, ()) if kind else tuple(dict.fromkeys(p for some in _PARTS.values() for p in some))
    parts: dict[str, Section] = {}
    for part in section.parts:
        if part.title not in allowed:
            right = one_of(part.title, allowed) if allowed else "drop it"
            complaints.add(part.line, f'a clause of kind {kind or "unknown"} has no section "{part.title}"', right)
        elif part.title in parts:
            complaints.add(part.line, f'a second section "{part.title}" in one clause', "join the two")
        parts.setdefault(part.title, part)
    return parts


def read_words(blocks: Sequence[Block], owner: Section, complaints: Complaints) -> str:
    """Paragraphs and lists as the words that are cited."""
    strange = [block for block in blocks if not isinstance(block, Paragraph | Listing)]
    for block in strange:
        complaints.add(block.line, f"{_name(block)} among the words", "write paragraphs and lists only")
    text = "\n\n".join(block.text for block in blocks if isinstance(block, Paragraph | Listing)).strip()
    if not text and not strange:
        complaints.add(owner.line, f'"{owner.title}" has no words', "write at least one paragraph")
    return text


def read_lines(part: Section | None, complaints: Complaints) -> tuple[str, ...]:
    """The items of a section that is one list."""
    if part is None:
        return ()
    listing = part.blocks[0] if part.blocks else None
    if len(part.blocks) != 1 or not isinstance(listing, Listing):
        complaints.add(part.line, f'"{part.title}" is not a list', "write one item a line, each after a hyphen")
        return ()
    for item in listing.items:
        if item.depth or not item.text:
            right = "write words on one line after one hyphen; a # or a number in front needs a backslash"
            complaints.add(item.line, f'an item of "{part.title}" is empty or a list itself', right)
    return tuple(item.text for item in listing.items)


def read_check(part: Section | None, complaints: Complaints) -> str | None:
    if part is None:
        return None
    block = part.blocks[0] if len(part.blocks) == 1 else None
    source = block.code if isinstance(block, Paragraph) else block.text if isinstance(block, Code) else None
    if not source:
        complaints.add(part.line, "the check is not one expression", "write it between backticks or in a fenced block")
    return source or None


def read_teaching(parts: Mapping[str, Section], complaints: Complaints) -> Teaching | None:
    why, fix, appeal = parts.get("Why"), parts.get("How to fix"), parts.get("Appeal evidence")
    if not (why or fix or appeal):
        return None
    return Teaching(
        why=read_words(why.blocks, why, complaints) if why else "",
        fix=read_lines(fix, complaints),
        appeal_evidence=read_lines(appeal, complaints),
    )


def _name(block: Block) -> str:
    return block.name if isinstance(block, Other) else "code" if isinstance(block, Code) else "a table"
