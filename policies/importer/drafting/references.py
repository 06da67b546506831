"""Links clauses: references of the source, defined terms, exceptions to rules. A link to nothing gets a note."""

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.clause import ClauseKind, Relation
from policies.importer.drafting.clause_ids import slugify
from policies.importer.drafting.draft import DraftClause
from policies.importer.labels.number_labels import inserted_numbers, mixed_path
from policies.importer.structure.passages import NumberPath, Passage

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,7}(?:\.[a-z]{1,4}\b){0,2}(?:\s?\([a-z0-9]{1,4}\)){0,5}"
_NUMBER += r"(?:[a-z]\b|[ -](?:bis|ter|quater)\b)?"
_INSERTED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,6})(?P<suffix>[ -]?(?:bis|ter|quater)|[a-z])", re.IGNORECASE)
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

MAX_LINKED_RULES = 12
_EXCEPTIONS_HEADING = re.compile(
    r"(?:(?:general |limited |permitted )?(?:exceptions?|exemptions?|exclusions?|carve-?outs?)(?: (?:to|from|and"
    r"|for|apply)\b.{0,60})?"
    r"|when (?:this|these|the).{0,40} (?:do|does) not apply|what is (?:exempt|not covered)|例外.{0,20}|除外.{0,20}"
    r"|예외.{0,20}|ข้อยกเว้น.{0,20}"
    r"|pengecualian.{0,20}|ngoại lệ.{0,20}|excepciones?.{0,20}|exceç(?:ão|ões).{0,20}|ausnahmen?.{0,20}"
    r"|eccezioni.{0,20})[.:]?",
    re.IGNORECASE,
)


def link_references(clauses: Sequence[DraftClause]) -> None:
    """Adds references to the clauses, and notes on those that cannot be resolved."""
    numbered = {clause.passage.path: clause for clause in clauses if clause.passage.path}
    sections: dict[NumberPath, list[DraftClause]] = {}
    for path, clause in numbered.items():
        for end in range(1, len(path)):
            sections.setdefault(path[:end], []).append(clause)
    titled = [(clause, clause.passage.title) for clause in clauses if clause.passage.title]
    named = {slugify(f"{clause.passage.number_text} {title}"): clause for clause, title in titled}
    named |= {slugify(title): clause for clause, title in titled}
    for clause in clauses:
        for match in (*_REFERENCE.finditer(clause.text), *_SYMBOL.finditer(clause.text)):
            _resolve(clause, match, numbered, sections)
        for words, anchor in _anchors(clause):
            target = named.get(slugify(anchor))
            _add_reference(clause, target) if target else clause.owner_notes.append(
                f'the link "{words}" leads to no clause: correct or remove it'
            )
    _link_terms(clauses)
    _link_exceptions(clauses)


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
        path = _inserted_path(part, numbered) or _path(part)
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


def _inserted_path(part: str, numbered: dict[NumberPath, DraftClause]) -> NumberPath:
    """That of 3a or 5 bis, if the document has such a clause; else empty."""
    inserted = _INSERTED.fullmatch(part)
    path = inserted_numbers(inserted["number"], inserted["suffix"]) if inserted else ()
    return path if path in numbered else ()


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


def is_exceptions_heading(passage: Passage) -> bool:
    """Whether its title, or one above it, is "Exceptions" or the like."""
    return any(_EXCEPTIONS_HEADING.fullmatch(title.strip()) for title in (passage.title, *passage.section_titles))


def _link_exceptions(clauses: Sequence[DraftClause]) -> None:
    linked = {target for clause in clauses for target in clause.references.get(Relation.EXCEPT, [])}
    before: list[DraftClause] = []
    for clause in clauses:
        if clause.kind is ClauseKind.RULE:
            before.append(clause)
        if clause.kind is not ClauseKind.EXCEPTION or clause.id in linked:
            continue
        if is_exceptions_heading(clause.passage):
            _link_to_section(clause, before)
        else:
            _link_to_rule_before(clause, before)


def _link_to_section(exception: DraftClause, before: Sequence[DraftClause]) -> None:
    """Under "Exceptions", it belongs to the rules of the section that the heading is in."""
    titles = [title.strip() for title in (*exception.passage.section_titles, exception.passage.title)]
    depth = next(n for n, title in enumerate(titles) if _EXCEPTIONS_HEADING.fullmatch(title))
    section = exception.passage.position[:depth]
    rules = [rule for rule in before if rule.passage.position[: len(section)] == section]
    if not rules or len(rules) > MAX_LINKED_RULES:
        exception.owner_notes.append(
            "it names no rule: add its id under **except** in the rules that it can exempt from"
        )
        return
    for rule in rules:
        rule.add_reference(Relation.EXCEPT, exception.id)
    names = ", ".join(rule.id for rule in rules)
    exception.owner_notes.append(f"it names no rule and was linked to those of its section ({names}): check each")


def _link_to_rule_before(exception: DraftClause, before: Sequence[DraftClause]) -> None:
    """An exception that names no rule most likely belongs to the rule before it in its section."""
    rule = before[-1] if before else None
    if rule and rule.passage.position[:1] == exception.passage.position[:1]:
        rule.add_reference(Relation.EXCEPT, exception.id)
        exception.owner_notes.append(f"it names no rule and was linked to {rule.id}, which it follows: check it")
    else:
        exception.owner_notes.append(
            "it names no rule: add its id under **except** in the rules that it can exempt from"
        )
