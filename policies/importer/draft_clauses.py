"""From passages to draft clauses and introduction: which is which, and what is uncertain about each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.clause import ClauseKind
from policies.importer.blocks import Block, Shape
from policies.importer.clause_ids import number
from policies.importer.clause_kinds import Guess, binds, guess_kind
from policies.importer.drafts import DraftClause, Section
from policies.importer.passages import Passage
from policies.importer.references import link
from policies.importer.wording import NO_LAW

MOST_WORDS = 400

_INCLUDE = re.compile(
    r"\{\{[^{}]*\}\}|\{%\s*include\b[^%]*%\}|!include\b\S*\s+\S+|^\s*\.\.\s+include::\s*\S+|\\(?:input|include)\{[^{}]*\}"
    r"|<!--#include[^>]*>",
    re.M,
)
_TERM = re.compile('["\u201c\u201e\u00ab]([^"\u201d\u201c\u00bb]{1,60})["\u201d\u201c\u00bb]')
_PLAIN_TERM = re.compile(
    r"(?:(?:An?|The)\s+)?([A-Z][\w -]{1,40}?)(?::|\s+[-\u2013\u2014]|\s+(?:means?|refers?\s+to))\s"
)


@dataclass(frozen=True)
class Drafted:
    """`sections` are the introduction, and headings that no clause took for its title."""

    clauses: tuple[DraftClause, ...]
    sections: tuple[Section, ...]


def draft_clauses(found: Sequence[Passage], prefix: str) -> Drafted:
    guesses = [guess_kind(passage.name, passage.text or passage.name) for passage in found]
    lawful = [_is_law(passage, guess) for passage, guess in zip(found, guesses, strict=True)]
    if not any(lawful):
        lawful = _longest(found)
    law = [passage for passage, is_law in zip(found, lawful, strict=True) if is_law]
    paths, twice = number(law, {block.label.numbers for p in found for block in p.above if block.label})
    kept = [guess for guess, is_law in zip(guesses, lawful, strict=True) if is_law]
    clauses = [
        _clause(passage, guess, f"{prefix}-{'.'.join(map(str, path))}", place in twice)
        for place, (passage, guess, path) in enumerate(zip(law, kept, paths, strict=True))
    ]
    link(clauses)
    return Drafted(tuple(clauses), tuple(_sections(found, lawful, clauses)))


def _is_law(passage: Passage, guess: Guess) -> bool:
    """What the source numbers, and what binds, is law; so is no preamble, and nothing that stands before all titles."""
    if passage.empty:
        return bool(passage.name) and binds(passage.name) and not NO_LAW.match(passage.name)
    if passage.numbered:
        return True
    opens = passage.place == (1,)  # what stands under the document's own title is law only by its words
    told = guess_kind("", passage.text).binds if opens else guess.binds
    return bool(passage.place) and told and not NO_LAW.match(passage.name)


def _longest(found: Sequence[Passage]) -> list[bool]:
    """Where nothing is numbered and no section binds: the words that do, else the most words there are."""
    if any(binds(passage.text) for passage in found):
        return [binds(passage.text) for passage in found]
    most = max(range(len(found)), key=lambda place: len(found[place].text or found[place].name))
    return [place == most for place in range(len(found))]


def _clause(passage: Passage, guess: Guess, clause_id: str, twice: bool) -> DraftClause:
    kind = guess.kind or ClauseKind.RULE
    clause = DraftClause(clause_id, kind, guess.confidence, passage, (), _title(passage))
    if kind is ClauseKind.DEFINITION:
        clause.terms = tuple(_terms(passage))
    clause.marks += _marks(passage, guess, twice)
    return clause


def _marks(passage: Passage, guess: Guess, twice: bool) -> Iterator[str]:
    """What its owner must look at: first the guesses, then what the form could not keep."""
    if not guess.sure:
        told = (
            f"{guess.kind} is a guess" if guess.kind else "nothing tells what kind of clause this is; rule is a guess"
        )
        yield f"{told}: write the right kind, or take the clause out"
    if twice:
        yield f"the source uses the number {passage.tag} more than once; this clause got a number below it"
    if passage.opener and passage.opener.guessed:
        yield "its title was taken for one by its looks"
    yield from _form_marks(passage)
    several = sum(binds(block.text) for block in passage.blocks if block.shape in (Shape.ITEM, Shape.BULLET))
    if guess.kind in (ClauseKind.RULE, None) and several > 2:
        yield f"its list holds {several} lines that bind by themselves: cut it where each is to be cited alone"
    words = len(passage.text.split())
    if words > MOST_WORDS:
        yield f"it has {words} words: cut it where a part is to be cited alone"


def _form_marks(passage: Passage) -> Iterator[str]:
    for include in _INCLUDE.findall(passage.text):
        yield f'"{include.strip()}" would bring in another text; it was not followed: write here what it says'
    rows = sum(block.shape is Shape.ROW and bool(block.text) for block in passage.blocks)
    if rows:
        yield f"a table of {rows} rows became a list: see that it still says the same"
    if any(block.shape is Shape.CODE for block in passage.blocks):
        yield "it holds code, which became a paragraph"


def _title(passage: Passage) -> str:
    """The source's title, else the term it defines or the first words; for people, so without markup."""
    if passage.opener:
        return ""
    text = passage.text.split("\n")[0]
    terms = list(_terms(passage)) if guess_kind("", passage.text).kind is ClauseKind.DEFINITION else []
    if terms:
        return terms[0]
    sentence = re.split(r"(?<=\w)[.;:](?=\s|$)", text)[0].split()
    return " ".join(sentence[:9]).strip(" .:;,") + (" \u2026" if len(sentence) > 9 else "")


def _terms(passage: Passage) -> Iterator[str]:
    """The words that a definition defines, as far as they stand before what they mean."""
    for block in passage.blocks:
        before = re.split(r"\b(?:means?|refers?\s+to|includes?|is|are)\b", block.text, maxsplit=1)[0]
        quoted = _TERM.findall(before)
        plain = _PLAIN_TERM.match(block.text)
        yield from quoted or ([plain[1]] if plain else [])


def _sections(found: Sequence[Passage], lawful: Sequence[bool], clauses: Iterable[DraftClause]) -> Iterator[Section]:
    """What is no clause, each with the clause that it followed."""
    ids = {id(clause.passage): clause.id for clause in clauses}
    after = ""
    for passage, is_law in zip(found, lawful, strict=True):
        after = ids.get(id(passage), after)
        if is_law:
            continue
        for block in passage.above:
            yield Section(block, (), (), after)
        mark = "this may bind: make a clause of it if it does" if binds(passage.text) else ""
        yield Section(passage.opener, passage.blocks, passage.depths, after, mark)


def first_line(blocks: Sequence[Block]) -> str:
    """The title of a document: its first heading, or the first line where that is short."""
    for block in blocks:
        if block.shape is Shape.HEADING and block.text:
            return block.text
        if block.text:
            text = "".join(piece.shown for piece in block.pieces).strip().split("\n")[0]
            return " ".join(text.split()) if len(text) <= 100 and not text.endswith((".", ":", ",")) else ""
    return ""
