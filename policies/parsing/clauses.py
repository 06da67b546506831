"""Reads a clause of a policy file from its heading, field list, text and sections."""

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.clause import Clause, ClauseKind, Proof, ReasonPreset, Reference, Relation, Severity, Teaching
from domain.policy import PolicyDocument
from domain.review import ReviewAction
from policies.parsing import translations
from policies.parsing.classification import CLASSIFICATION_FIELDS, read_classification
from policies.parsing.diagnostics import Diagnostics, suggest
from policies.parsing.field_reader import (
    CLAUSE_ID_PATTERN,
    CLAUSE_ID_REMEDY,
    Field,
    Fields,
    collect_fields,
    narrow_markets,
)
from policies.parsing.ladders import LADDER_FIELDS, SEVERITIES
from policies.parsing.markdown import Block, CodeBlock, ListBlock, Paragraph, Section, UnsupportedBlock
from policies.parsing.renamed import CLAUSE_FIELDS, FORMER_SECTIONS, renamed

REVIEW_REASONS = "Review reasons"
ACTIONS = {action.value: action for action in ReviewAction}
KINDS = {kind.value: kind for kind in ClauseKind}
PROOFS = {proof.value: proof for proof in Proof}

_FIELDS_OF_ANY_KIND = ("kind", "markets", "see")
_FIELDS_OF_KIND = {
    ClauseKind.RULE: (
        *("kind", "severity", "points", "markets", "proof", "except", "see", "overrides"),
        *CLASSIFICATION_FIELDS,
    ),
    ClauseKind.CONSEQUENCE: (*_FIELDS_OF_ANY_KIND, *LADDER_FIELDS),
}
_SECTIONS_OF_KIND = {
    ClauseKind.RULE: (
        "Violating examples",
        "Compliant examples",
        "Check",
        "Why",
        "How to fix",
        "Appeal evidence",
        REVIEW_REASONS,
        translations.TITLE,
    ),
    ClauseKind.EXCEPTION: ("Applies", "Does not apply", "Check", translations.TITLE),
    ClauseKind.CONSEQUENCE: ("Ladder",),
}
_ALL_SECTIONS = tuple(dict.fromkeys(title for titles in _SECTIONS_OF_KIND.values() for title in titles))
_FIELD_LINE = re.compile(r"\*\*(?P<name>[^*]+)\*\*:[ ]*+(?P<value>[^\n]*)")


def read_clause(
    section: Section, document: PolicyDocument, groups: Mapping[str, frozenset[str]], diagnostics: Diagnostics
) -> tuple[Clause, Fields]:
    """The clause and its fields, which `read_ladder` needs too."""
    clause_id, title = _heading(section, diagnostics)
    fields, body = _fields_and_body(section, diagnostics)
    kind = fields.choice("kind", KINDS)
    if kind:
        fields.refuse_unknown(f"a clause of kind {kind}", _FIELDS_OF_KIND.get(kind, _FIELDS_OF_ANY_KIND))
    sections = _sections_by_title(section, kind, diagnostics)
    clause = Clause(
        id=clause_id,
        policy_id=document.id,
        version=document.version,
        title=title,
        text=_text(body, section, diagnostics),
        kind=kind or ClauseKind.RULE,
        subject=document.subject,
        severity=fields.choice("severity", SEVERITIES, Severity.MEDIUM) or Severity.MEDIUM,
        points=fields.number("points", minimum=0, default=0),
        markets=narrow_markets(document.markets, fields, groups),
        effective_from=document.effective_from,
        effective_to=document.effective_to,
        references=tuple(_references(fields)),
        violating_examples=_list(sections.get("Violating examples") or sections.get("Applies"), diagnostics),
        compliant_examples=_list(sections.get("Compliant examples") or sections.get("Does not apply"), diagnostics),
        check=_check(sections.get("Check"), diagnostics),
        proof=fields.choice("proof", PROOFS, Proof.WORDS) or Proof.WORDS,
        teaching=_teaching(sections, diagnostics),
        reason_presets=tuple(_reason_presets(sections.get(REVIEW_REASONS), diagnostics)),
        classification=read_classification(fields, document.classification) if kind is ClauseKind.RULE else None,
    )
    translated = translations.read_translations(sections.get(translations.TITLE), clause, diagnostics)
    return clause.model_copy(update={"translations": translated}), fields


def _heading(section: Section, diagnostics: Diagnostics) -> tuple[str, str]:
    clause_id, _, title = section.title.partition(" ")
    if not CLAUSE_ID_PATTERN.fullmatch(clause_id):
        message = f'the heading begins with "{clause_id}", which is not a clause id'
        diagnostics.add(section.line, message, CLAUSE_ID_REMEDY)
    elif not title.strip():
        diagnostics.add(section.line, f"{clause_id} has no title", "write a title after the id")
    return clause_id, title.strip()


def _fields_and_body(section: Section, diagnostics: Diagnostics) -> tuple[Fields, Sequence[Block]]:
    """The fields and the blocks after them. A list that opens the clause is always its field list."""
    first = section.blocks[0] if section.blocks else None
    if isinstance(first, ListBlock):
        return collect_fields(_field_lines(first, diagnostics), section.line, diagnostics), section.blocks[1:]
    return Fields(section.line, {}, diagnostics), section.blocks


def _field_lines(field_list: ListBlock, diagnostics: Diagnostics) -> Iterator[tuple[str, Field]]:
    for item in field_list.items:
        match = _FIELD_LINE.fullmatch(item.source)
        if match and item.depth == 0:
            yield _current_name(match["name"], item.line, diagnostics), Field(item.line, match["value"].strip())
        else:
            remedy = "write - **name**: value on one line, then an empty line and a paragraph"
            diagnostics.add(item.line, "this line of the field list is not a field", remedy)


def _current_name(name: str, line: int, diagnostics: Diagnostics) -> str:
    """The field's present name; an old name is an error."""
    present = CLAUSE_FIELDS.get(name, name)
    if present != name:
        diagnostics.add(line, renamed(name, present), f"write {present}")
    return present


def _references(fields: Fields) -> Iterator[Reference]:
    for relation in Relation:
        for target in fields.codes(relation, CLAUSE_ID_PATTERN, CLAUSE_ID_REMEDY):
            yield Reference(relation=relation, target=target)


def _sections_by_title(clause: Section, kind: ClauseKind | None, diagnostics: Diagnostics) -> dict[str, Section]:
    """The clause's third-level sections; titles that do not fit its kind are errors."""
    allowed = _SECTIONS_OF_KIND.get(kind, ()) if kind else _ALL_SECTIONS
    sections: dict[str, Section] = {}
    for section in clause.subsections:
        title = FORMER_SECTIONS.get(section.title, section.title)
        if title not in allowed:
            remedy = suggest(title, allowed) if allowed else "remove it"
            diagnostics.add(section.line, f'a clause of kind {kind or "unknown"} has no section "{title}"', remedy)
        elif title in sections:
            diagnostics.add(section.line, f'the clause has a second section "{title}"', "join the two")
        sections.setdefault(title, section)
    return sections


def _text(blocks: Sequence[Block], owner: Section, diagnostics: Diagnostics) -> str:
    """Paragraphs and lists as the text that is cited."""
    unsupported = [block for block in blocks if not isinstance(block, Paragraph | ListBlock)]
    for block in unsupported:
        diagnostics.add(block.line, f"the text contains {_block_name(block)}", "write paragraphs and lists only")
    text = "\n\n".join(block.text for block in blocks if isinstance(block, Paragraph | ListBlock)).strip()
    if not text and not unsupported:
        diagnostics.add(owner.line, f'"{owner.title}" has no text', "write at least one paragraph")
    return text


def _list(section: Section | None, diagnostics: Diagnostics) -> tuple[str, ...]:
    """The items of a section that must hold one list; none without a section."""
    if section is None:
        return ()
    block = section.blocks[0] if section.blocks else None
    if len(section.blocks) != 1 or not isinstance(block, ListBlock):
        diagnostics.add(section.line, f'"{section.title}" is not a list', "write one item a line, each after a hyphen")
        return ()
    for item in block.items:
        if item.depth or not item.text:
            remedy = "write text on one line after one hyphen, with a backslash before a leading # or number"
            diagnostics.add(item.line, f'an item of "{section.title}" is empty or a list itself', remedy)
    return tuple(item.text for item in block.items)


def _reason_presets(section: Section | None, diagnostics: Diagnostics) -> Iterator[ReasonPreset]:
    for item in _list(section, diagnostics):
        action, colon, text = item.partition(":")
        if section is not None and (action.strip() not in ACTIONS or not text.strip()):
            remedy = f"write {', '.join(ACTIONS)} and a colon before the reason: overturn: The post quotes a warning."
            diagnostics.add(section.line, f'"{item[:60]}" does not name the action of a review', remedy)
        elif colon:
            yield ReasonPreset(action=ACTIONS[action.strip()], text=text.strip())


def _check(section: Section | None, diagnostics: Diagnostics) -> str | None:
    if section is None:
        return None
    block = section.blocks[0] if len(section.blocks) == 1 else None
    source = block.code if isinstance(block, Paragraph) else block.text if isinstance(block, CodeBlock) else None
    if not source:
        remedy = "write one expression between backticks or in a fenced block"
        diagnostics.add(section.line, "the check is not a single expression", remedy)
    return source or None


def _teaching(sections: Mapping[str, Section], diagnostics: Diagnostics) -> Teaching | None:
    why, fix, appeal = sections.get("Why"), sections.get("How to fix"), sections.get("Appeal evidence")
    if not (why or fix or appeal):
        return None
    return Teaching(
        why=_text(why.blocks, why, diagnostics) if why else "",
        fix=_list(fix, diagnostics),
        appeal_evidence=_list(appeal, diagnostics),
    )


def _block_name(block: Block) -> str:
    return block.name if isinstance(block, UnsupportedBlock) else "code" if isinstance(block, CodeBlock) else "a table"
