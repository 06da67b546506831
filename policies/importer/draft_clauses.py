"""Turns passages into draft clauses and an introduction, with notes on everything uncertain."""

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.clause import ClauseKind
from policies.importer.blocks import BlockKind
from policies.importer.clause_ids import number_passages
from policies.importer.clause_kinds import NON_BINDING_TITLE, Guess, guess_kind, is_binding
from policies.importer.draft import DraftClause, DraftSection, DraftStructure
from policies.importer.passages import Passage
from policies.importer.references import link_references

MAX_CLAUSE_WORDS = 400

_INCLUDE = re.compile(
    r"\{\{[^{}]*\}\}|\{%\s*include\b[^%]*%\}|!include\b\S*\s+\S+|^\s*\.\.\s+include::\s*\S+|\\(?:input|include)\{[^{}]*\}"
    r"|<!--#include[^>]*>",
    re.M,
)
_TERM = re.compile('["\u201c\u201e\u00ab]([^"\u201d\u201c\u00bb]{1,60})["\u201d\u201c\u00bb]')
_PLAIN_TERM = re.compile(
    r"(?:(?:An?|The)\s+)?([A-Z][\w -]{1,40}?)(?::|\s+[-\u2013\u2014]|\s+(?:means?|refers?\s+to))\s"
)


def draft_clauses(passages: Sequence[Passage], prefix: str) -> DraftStructure:
    guesses = [guess_kind(passage.title, passage.text or passage.title) for passage in passages]
    is_clause = [_is_clause(passage, guess) for passage, guess in zip(passages, guesses, strict=True)]
    if not any(is_clause):
        is_clause = _fallback_clauses(passages)
    clause_passages = [passage for passage, selected in zip(passages, is_clause, strict=True) if selected]
    paths, duplicates = number_passages(
        clause_passages, {block.label.numbers for p in passages for block in p.headings if block.label}
    )
    clause_guesses = [guess for guess, selected in zip(guesses, is_clause, strict=True) if selected]
    clauses = [
        _clause(passage, guess, f"{prefix}-{'.'.join(map(str, path))}", index in duplicates)
        for index, (passage, guess, path) in enumerate(zip(clause_passages, clause_guesses, paths, strict=True))
    ]
    link_references(clauses)
    return DraftStructure(tuple(clauses), tuple(_sections(passages, is_clause, clauses)))


def _is_clause(passage: Passage, guess: Guess) -> bool:
    """Numbered passages and binding passages are clauses; a preamble, and text before all titles, is not."""
    if passage.is_empty:
        return bool(passage.title) and is_binding(passage.title) and not NON_BINDING_TITLE.match(passage.title)
    if passage.is_numbered:
        return True
    is_first = passage.position == (1,)  # its title is the document's, so only its text counts
    is_binding_text = guess_kind("", passage.text).is_binding if is_first else guess.is_binding
    return bool(passage.position) and is_binding_text and not NON_BINDING_TITLE.match(passage.title)


def _fallback_clauses(passages: Sequence[Passage]) -> list[bool]:
    """If nothing is numbered and no section is binding: the binding passages, else the longest one."""
    if any(is_binding(passage.text) for passage in passages):
        return [is_binding(passage.text) for passage in passages]
    longest = max(range(len(passages)), key=lambda index: len(passages[index].text or passages[index].title))
    return [index == longest for index in range(len(passages))]


def _clause(passage: Passage, guess: Guess, clause_id: str, has_duplicate_number: bool) -> DraftClause:
    kind = guess.kind or ClauseKind.RULE
    clause = DraftClause(clause_id, kind, guess.confidence, passage, (), _title(passage))
    if kind is ClauseKind.DEFINITION:
        clause.terms = tuple(_terms(passage))
    clause.owner_notes += _owner_notes(passage, guess, has_duplicate_number)
    return clause


def _owner_notes(passage: Passage, guess: Guess, has_duplicate_number: bool) -> Iterator[str]:
    """What the owner must check: first the guesses, then what the format could not express."""
    if not guess.is_sure:
        kind_text = f"the kind {guess.kind}" if guess.kind else "the kind rule, without any indication in the text,"
        yield f"{kind_text} is a guess: correct it, or remove the clause"
    if has_duplicate_number:
        yield f"the source uses the number {passage.number_text} more than once: check the id of this clause"
    if passage.title_block and passage.title_block.is_guessed:
        yield "its title was recognised only by its layout: check it"
    yield from _format_notes(passage)
    binding_items = sum(
        is_binding(block.text) for block in passage.blocks if block.kind in (BlockKind.ITEM, BlockKind.BULLET)
    )
    if guess.kind in (ClauseKind.RULE, None) and binding_items > 2:
        yield f"its list has {binding_items} items that are rules of their own: split it if each is to be cited alone"
    word_count = len(passage.text.split())
    if word_count > MAX_CLAUSE_WORDS:
        yield f"it has {word_count} words: split it if a part is to be cited alone"


def _format_notes(passage: Passage) -> Iterator[str]:
    for include in _INCLUDE.findall(passage.text):
        yield f'"{include.strip()}" includes another text, which was not imported: write its content here'
    rows = sum(block.kind is BlockKind.ROW and bool(block.text) for block in passage.blocks)
    if rows:
        yield f"a table of {rows} rows became a list: check that its meaning is unchanged"
    if any(block.kind is BlockKind.CODE for block in passage.blocks):
        yield "it contains code, which became a paragraph: check it"


def _title(passage: Passage) -> str:
    """Empty if the source has a title; else the term it defines, or its first words."""
    if passage.title_block:
        return ""
    text = passage.text.split("\n")[0]
    terms = list(_terms(passage)) if guess_kind("", passage.text).kind is ClauseKind.DEFINITION else []
    if terms:
        return terms[0]
    sentence = re.split(r"(?<=\w)[.;:](?=\s|$)", text)[0].split()
    return " ".join(sentence[:9]).strip(" .:;,") + (" \u2026" if len(sentence) > 9 else "")


def _terms(passage: Passage) -> Iterator[str]:
    """The terms that a definition defines: quoted, or capitalised before their meaning."""
    for block in passage.blocks:
        before = re.split(r"\b(?:means?|refers?\s+to|includes?|is|are)\b", block.text, maxsplit=1)[0]
        quoted = _TERM.findall(before)
        plain = _PLAIN_TERM.match(block.text)
        yield from quoted or ([plain[1]] if plain else [])


def _sections(
    passages: Sequence[Passage], is_clause: Sequence[bool], clauses: Iterable[DraftClause]
) -> Iterator[DraftSection]:
    """The passages that are not clauses, each with the id of the clause before it."""
    ids = {id(clause.passage): clause.id for clause in clauses}
    after = ""
    for passage, selected in zip(passages, is_clause, strict=True):
        after = ids.get(id(passage), after)
        if selected:
            continue
        for block in passage.headings:
            yield DraftSection(block, (), (), after)
        note = "this may be binding: make it a clause if it is" if is_binding(passage.text) else ""
        yield DraftSection(passage.title_block, passage.blocks, passage.depths, after, note)
