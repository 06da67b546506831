"""A clause of a policy file: its heading, fields, words and parts, read into a Clause."""

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.clause import Clause, ClauseKind, Proof, Reference, Relation, Severity
from domain.policy import PolicyDocument
from policies.parsing.blocks import Block, Listing, Section
from policies.parsing.clause_sections import parts_by_title, read_check, read_lines, read_teaching, read_words
from policies.parsing.diagnostics import Complaints
from policies.parsing.field_reader import CLAUSE_ID, CLAUSE_ID_FORM, Field, Fields, gather
from policies.parsing.ladders import LADDER_FIELDS, SEVERITIES
from policies.parsing.markets import narrow

KINDS = {kind.value: kind for kind in ClauseKind}
PROOFS = {proof.value: proof for proof in Proof}

_ANY = ("kind", "markets", "see")
_RULE = ("kind", "severity", "points", "markets", "proof", "except", "see", "overrides")
_FIELDS = {ClauseKind.RULE: _RULE, ClauseKind.CONSEQUENCE: (*_ANY, *LADDER_FIELDS)}
_FIELD_LINE = re.compile(r"\*\*(?P<name>[^*]+)\*\*:[ ]*(?P<value>[^\n]*)")


def read_clause(
    section: Section, document: PolicyDocument, groups: Mapping[str, frozenset[str]], complaints: Complaints
) -> tuple[Clause, Fields]:
    """The clause, and its fields, in which a ladder may find its own."""
    clause_id, title = _heading(section, complaints)
    fields, words = _opening(section, complaints)
    kind = fields.choice("kind", KINDS)
    if kind:
        fields.expect(f"a clause of kind {kind}", _FIELDS.get(kind, _ANY))
    parts = parts_by_title(section, kind, complaints)
    clause = Clause(
        id=clause_id,
        policy_id=document.id,
        version=document.version,
        title=title,
        text=read_words(words, section, complaints),
        kind=kind or ClauseKind.RULE,
        severity=fields.choice("severity", SEVERITIES, Severity.MEDIUM) or Severity.MEDIUM,
        points=fields.number("points", least=0, default=0),
        markets=narrow(document.markets, fields, groups),
        effective_from=document.effective_from,
        effective_to=document.effective_to,
        references=tuple(_references(fields)),
        violating_examples=read_lines(parts.get("Breaks it") or parts.get("Applies"), complaints),
        compliant_examples=read_lines(parts.get("Keeps it") or parts.get("Does not apply"), complaints),
        check=read_check(parts.get("Check"), complaints),
        proof=fields.choice("proof", PROOFS, Proof.WORDS) or Proof.WORDS,
        teaching=read_teaching(parts, complaints),
    )
    return clause, fields


def _heading(section: Section, complaints: Complaints) -> tuple[str, str]:
    clause_id, _, title = section.title.partition(" ")
    if not CLAUSE_ID.fullmatch(clause_id):
        complaints.add(section.line, f'the heading begins with "{clause_id}", which is no clause id', CLAUSE_ID_FORM)
    elif not title.strip():
        complaints.add(section.line, f"{clause_id} has no title", "write a few words after the id")
    return clause_id, title.strip()


def _opening(section: Section, complaints: Complaints) -> tuple[Fields, Sequence[Block]]:
    """The list that opens the clause, which is always that of its fields, and the blocks after it."""
    first = section.blocks[0] if section.blocks else None
    if isinstance(first, Listing):
        return gather(_pairs(first, complaints), section.line, complaints), section.blocks[1:]
    return Fields(section.line, {}, complaints), section.blocks


def _pairs(listing: Listing, complaints: Complaints) -> Iterator[tuple[str, Field]]:
    for item in listing.items:
        match = _FIELD_LINE.fullmatch(item.source)
        if match and item.depth == 0:
            yield match["name"], Field(item.line, match["value"].strip())
        else:
            right = "write - **name**: value on one line, then an empty line and a paragraph"
            complaints.add(item.line, "a line of the field list is not a field", right)


def _references(fields: Fields) -> Iterator[Reference]:
    for relation in Relation:
        for target in fields.codes(relation, CLAUSE_ID, CLAUSE_ID_FORM):
            yield Reference(relation=relation, target=target)
