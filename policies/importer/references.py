"""Resolves cross references of the source to clause ids; a reference without a clause gets a note."""

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.clause import ClauseKind, Relation
from policies.importer.clause_ids import slugify
from policies.importer.draft import DraftClause
from policies.importer.exception_links import link_exceptions
from policies.importer.number_labels import mixed_path
from policies.importer.passages import NumberPath

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,7}(?:\.[a-z]{1,4}\b){0,2}(?:\s?\([a-z0-9]{1,4}\)){0,5}(?:[a-z]\b)?"
_REFERENCE = re.compile(
    rf"\b(?P<unit>(?:sub)?(?:section|clause|article|paragraph|rule|item|chapter|term|point)s?|\u00a7\u00a7?)\s{{0,9}}"
    rf"(?P<numbers>{_NUMBER}(?:\s{{0,9}}(?:,|,?\s{{0,9}}and|,?\s{{0,9}}or|&|to|through|[-\u2013])\s{{0,9}}{_NUMBER}){{0,20}})"
    r"(?P<of>\s{1,9}(?:of|in|under)\s{1,9}(?:the\s{1,9})?[A-Z][^.,;]{0,60})?",
    re.IGNORECASE,
)
_SYMBOL = re.compile(
    rf"(?P<unit>\u00a7\u00a7?)\s{{0,9}}(?P<numbers>{_NUMBER})(?P<of>\s{{1,9}}(?:of|BGB|USC|U\.S\.C)[^.,;]{{0,60}})?"
)
_STATUTE_BEFORE = re.compile(r"(?:U\.?\s?S\.?\s?C\.?|C\.?F\.?R\.?|Act|Code|Regulation|Directive)[\s,]{0,9}$")
_ANCHOR = re.compile(r"\[([^\[\]]{1,300})\]\(#([^\s)]{1,300})\)")
_THIS_DOCUMENT = re.compile(r"\s+(?:of|in|under)\s+(?:the\s+)?(?:this|these|our|above|present)\b", re.I)
_PRONOUNS = {"you", "your", "we", "us", "our", "i", "me", "it", "the", "they"}


def link_references(clauses: Sequence[DraftClause]) -> None:
    """Adds references to the clauses, and notes on those that cannot be resolved."""
    numbered = {clause.passage.path: clause for clause in clauses if clause.passage.path}
    sections: dict[NumberPath, list[DraftClause]] = {}
    for path, clause in numbered.items():
        for end in range(1, len(path)):
            sections.setdefault(path[:end], []).append(clause)
    named = {slugify(clause.passage.title): clause for clause in clauses if clause.passage.title}
    for clause in clauses:
        for match in (*_REFERENCE.finditer(clause.text), *_SYMBOL.finditer(clause.text)):
            _resolve(clause, match, numbered, sections)
        for words, anchor in _anchors(clause):
            target = named.get(slugify(anchor))
            _add_reference(clause, target) if target else clause.owner_notes.append(
                f'the link "{words}" leads to no clause: correct or remove it'
            )
    _link_terms(clauses)
    link_exceptions(clauses)


def _anchors(clause: DraftClause) -> Iterator[tuple[str, str]]:
    for block in clause.passage.blocks:
        yield from _ANCHOR.findall(block.markdown)


def _resolve(
    clause: DraftClause,
    match: "re.Match[str]",
    numbered: dict[NumberPath, DraftClause],
    sections: dict[NumberPath, list[DraftClause]],
) -> None:
    quoted = " ".join(match.group().split())
    names_other_document = match["of"] and not _THIS_DOCUMENT.match(match["of"])
    if names_other_document or _STATUTE_BEFORE.search(clause.text[max(0, match.start() - 30) : match.start()]):
        if names_other_document and not re.match(r"\s+(?:of|in|under)\s+(?:the\s+)?[a-z]", match["of"]):
            clause.owner_notes.append(f'"{quoted}" was read as a reference to another document: check it')
        return
    for part in re.findall(_NUMBER, match["numbers"]):
        path = _path(part)
        target = numbered.get(path) or _clause_with_item(path, numbered)
        section = sections.get(path) if target is None else None
        if section:
            ids = f"{section[0].id} to {section[-1].id}"
            clause.owner_notes.append(
                f'"{quoted}" names a whole section ({ids}): add the clauses that matter under **see**'
            )
        elif target is None:
            clause.owner_notes.append(f'"{quoted}" leads to no clause of this document: correct or remove it')
        else:
            _add_reference(clause, target)


def _path(part: str) -> NumberPath:
    """The numbers of a reference: 4.2(b) becomes (4, 2, 2), and 3a becomes (3, 1)."""
    return mixed_path(re.sub(r"(?<=\d)(?=[a-z])", ".", part))


def _clause_with_item(path: NumberPath, numbered: dict[NumberPath, DraftClause]) -> DraftClause | None:
    """The clause whose list contains the item that a reference names."""
    parent = numbered.get(path[:-1]) if len(path) > 1 else None
    labels = [block.label for block in parent.passage.blocks if block.label] if parent else []
    return parent if any(numbers[-1] == path[-1] for label in labels for _, numbers in label.readings) else None


def _add_reference(clause: DraftClause, target: DraftClause) -> None:
    kinds = (clause.kind, target.kind)
    if kinds == (ClauseKind.RULE, ClauseKind.EXCEPTION):
        clause.add_reference(Relation.EXCEPT, target.id)
    elif kinds == (ClauseKind.EXCEPTION, ClauseKind.RULE):
        target.add_reference(Relation.EXCEPT, clause.id)
    else:
        clause.add_reference(Relation.SEE, target.id)


def _link_terms(clauses: Sequence[DraftClause]) -> None:
    """Adds a `see` reference to the definition of each term that a clause uses."""
    definitions = {term: clause for clause in clauses for term in clause.terms if term.casefold() not in _PRONOUNS}
    if not definitions:
        return
    longest_first = sorted(definitions, key=len, reverse=True)
    used = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})(?:s|es)?\b")
    for clause in clauses:
        for term in dict.fromkeys(_defined_forms(used.findall(clause.text), definitions)):
            if definitions[term].id != clause.id:
                clause.add_reference(Relation.SEE, definitions[term].id)


def _defined_forms(words: Iterable[str], definitions: dict[str, DraftClause]) -> Iterator[str]:
    for word in words:
        yield next(form for form in (word, word[:-1], word[:-2]) if form in definitions)
