"""Turns passages into draft clauses and an introduction, with notes on everything uncertain."""

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.clause import ClauseKind
from policies.importer.drafting.clause_ids import number_passages
from policies.importer.drafting.draft import DraftClause, DraftSection, DraftStructure
from policies.importer.drafting.example_lists import read_examples
from policies.importer.drafting.markets import heading_markets
from policies.importer.drafting.penalties import read_penalties
from policies.importer.drafting.references import is_exceptions_heading, link_references
from policies.importer.labels.clause_kinds import NON_BINDING_TITLE, Guess, guess_kind, is_binding, is_duty, is_english
from policies.importer.structure.blocks import BlockKind
from policies.importer.structure.passages import Passage

MAX_CLAUSE_WORDS = 400
SURE_SCORE, SURE_CONFIDENCE = 3.0, 0.8
MAX_TITLE_SOURCE_CHARS = 1000
_NOTE_MARK = re.compile(r"\[[^\[\]\s]{1,8}\]")

_INCLUDE = re.compile(
    r"\{\{[^{}]{0,300}\}\}|\{%[ \t]{0,9}include\b[^%]{0,300}%\}|!include[ \t]{1,9}\S{1,300}"
    r"|^[ \t]{0,40}\.\.[ \t]{1,9}include::[ \t]{0,9}\S{1,300}|\\(?:input|include)\{[^{}]{0,300}\}"
    r"|<!--#include[^<>]{0,300}>",
    re.M,
)
_TERM = re.compile('["\u201c\u201e\u00ab]([^"\u201d\u201c\u00bb]{1,60})["\u201d\u201c\u00bb]')
_PLAIN_TERM = re.compile(
    r"(?:(?:An?|The)\s{1,9})?([A-Z][\w -]{1,40}?)(?::|\s{1,9}[-\u2013\u2014]|\s{1,9}(?:means?|refers?\s{1,9}to))\s"
)


def draft_clauses(passages: Sequence[Passage], prefix: str) -> DraftStructure:
    """Without clauses if no passage obliges, forbids or allows anything."""
    guesses = [_guess(passage) for passage in passages]
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
    _keep_one_ladder(clauses)
    link_references(clauses)
    return DraftStructure(tuple(clauses), tuple(_sections(passages, is_clause, clauses)))


def _guess(passage: Passage) -> Guess:
    """By its wording, unless its headings or a list of penalties say more."""
    guess = guess_kind(passage.title, passage.own_text or passage.title)
    if is_exceptions_heading(passage) and guess.kind not in (ClauseKind.DEFINITION, ClauseKind.EXCEPTION):
        return Guess(ClauseKind.EXCEPTION, SURE_SCORE, SURE_CONFIDENCE)
    if read_penalties(passage):
        return Guess(ClauseKind.CONSEQUENCE, SURE_SCORE, SURE_CONFIDENCE)
    return guess


def _is_clause(passage: Passage, guess: Guess) -> bool:
    """Numbered passages and binding passages are clauses; a preamble is not, unless it says what must be done."""
    if passage.is_empty:
        return bool(passage.title) and is_binding(passage.title) and not NON_BINDING_TITLE.match(passage.title)
    if passage.is_numbered or is_duty(passage.own_text):
        return True
    is_first = passage.position == (1,)  # its title is the document's, so only its text counts
    is_binding_text = guess_kind("", passage.text).is_binding if is_first else guess.is_binding
    return bool(passage.position) and is_binding_text and not NON_BINDING_TITLE.match(passage.title)


def _fallback_clauses(passages: Sequence[Passage]) -> list[bool]:
    """If nothing is numbered and no section is binding: the binding passages, or the longest one of a text whose
    language may have other words for duties; else none."""
    if any(is_binding(passage.text) for passage in passages):
        return [is_binding(passage.text) for passage in passages]
    with_text = [index for index, passage in enumerate(passages) if not passage.is_empty]
    if not with_text or is_english(" ".join(passage.text for passage in passages)):
        return [False] * len(passages)
    longest = max(with_text, key=lambda index: len(passages[index].text))
    return [index == longest for index in range(len(passages))]


def _clause(passage: Passage, guess: Guess, clause_id: str, has_duplicate_number: bool) -> DraftClause:
    kind = guess.kind or ClauseKind.RULE
    clause = DraftClause(clause_id, kind, guess.confidence, passage, (), _title(passage), _markets(passage))
    if kind is ClauseKind.DEFINITION:
        clause.terms = tuple(_terms(passage))
    if kind is ClauseKind.RULE:
        clause.examples = read_examples(passage)
    if kind is ClauseKind.CONSEQUENCE:
        clause.ladder = read_penalties(passage)
    clause.owner_notes += _owner_notes(passage, guess, has_duplicate_number)
    clause.owner_notes += _structure_notes(clause)
    return clause


def _markets(passage: Passage) -> tuple[str, ...]:
    """Those of the nearest heading that names any."""
    titles = (passage.title, *reversed(passage.section_titles))
    return next((markets for title in titles if (markets := heading_markets(title))), ())


def _structure_notes(clause: DraftClause) -> Iterator[str]:
    """What headings, lists and tables were taken for."""
    if clause.markets:
        yield f"its heading names the markets {', '.join(clause.markets)}: check them"
    if clause.examples.places:
        count = len(clause.examples.violating) + len(clause.examples.compliant)
        yield f"{count} items of its lists became examples: check that each is on its side"
    if clause.ladder:
        yield clause.ladder.note()
    for block in clause.passage.blocks:
        if block.note and block.kind is not BlockKind.NOTE:
            yield f"nothing names the footnote {block.note}: check where it belongs"
    if any(map(NON_BINDING_TITLE.match, (clause.passage.title, *clause.passage.section_titles[1:]))):
        yield "its heading sounds like an introduction: remove the clause if it binds nobody"


def _keep_one_ladder(clauses: Sequence[DraftClause]) -> None:
    for clause in [clause for clause in clauses if clause.ladder][1:]:
        clause.ladder = None
        clause.owner_notes.append("it lists penalties too, but a policy has one ladder: merge the two")


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
    if passage.title:
        return ""
    text = _NOTE_MARK.sub("", passage.text.split("\n")[0][:MAX_TITLE_SOURCE_CHARS])
    terms = list(_terms(passage)) if guess_kind("", passage.text).kind is ClauseKind.DEFINITION else []
    if terms:
        return terms[0]
    sentence = re.split(r"(?<=\w)[.;:](?=\s|$)|[\u3002\uff1b]", text)[0].split()
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
