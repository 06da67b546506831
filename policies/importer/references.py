"""Cross references of the source, resolved to the ids of the draft, or marked where they are not plain."""

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.clause import ClauseKind, Relation
from policies.importer.clause_ids import slug_of
from policies.importer.drafts import DraftClause
from policies.importer.number_labels import label_of
from policies.importer.passages import Path

_NUMBER = r"\d{1,3}(?:\.\d{1,3})*(?:\s?\([a-z0-9]{1,4}\))*(?:[a-z]\b)?"
_REFERENCE = re.compile(
    rf"\b(?P<unit>(?:sub)?(?:section|clause|article|paragraph|rule|item|chapter|term|point)s?|\u00a7\u00a7?)\s*"
    rf"(?P<numbers>{_NUMBER}(?:\s*(?:,|,?\s*and|,?\s*or|&|to|through|[-\u2013])\s*{_NUMBER})*)"
    r"(?P<of>\s+(?:of|in|under)\s+(?:the\s+)?[A-Z][^.,;]{0,60})?",
    re.IGNORECASE,
)
_SYMBOL = re.compile(
    rf"(?P<unit>\u00a7\u00a7?)\s*(?P<numbers>{_NUMBER})(?P<of>\s+(?:of|BGB|USC|U\.S\.C)[^.,;]{{0,60}})?"
)
_LAW_BEFORE = re.compile(r"(?:U\.?\s?S\.?\s?C\.?|C\.?F\.?R\.?|Act|Code|Regulation|Directive)[\s,]*$")
_ANCHOR = re.compile(r"\[([^\]]+)\]\(#([^\s)]+)\)")
_OURS = re.compile(r"\s+(?:of|in|under)\s+(?:the\s+)?(?:this|these|our|above|present)\b", re.I)
_GENERIC = {"you", "your", "we", "us", "our", "i", "me", "it", "the", "they"}


def link(clauses: Sequence[DraftClause]) -> None:
    """Gives each clause its references, and marks for those that lead nowhere."""
    numbered = {clause.passage.path: clause for clause in clauses if clause.passage.path}
    wholes: dict[Path, list[DraftClause]] = {}
    for path, clause in numbered.items():
        for end in range(1, len(path)):
            wholes.setdefault(path[:end], []).append(clause)
    named = {slug_of(clause.passage.name): clause for clause in clauses if clause.passage.name}
    for clause in clauses:
        for match in (*_REFERENCE.finditer(clause.text), *_SYMBOL.finditer(clause.text)):
            _resolve(clause, match, numbered, wholes)
        for words, anchor in _anchors(clause):
            target = named.get(slug_of(anchor))
            _join(clause, target) if target else clause.marks.append(f'the link "{words}" leads to no clause')
    _link_terms(clauses)
    _link_exceptions(clauses)


def _anchors(clause: DraftClause) -> Iterator[tuple[str, str]]:
    for block in clause.passage.blocks:
        yield from _ANCHOR.findall(block.written)


def _resolve(
    clause: DraftClause,
    match: "re.Match[str]",
    numbered: dict[Path, DraftClause],
    wholes: dict[Path, list[DraftClause]],
) -> None:
    told = " ".join(match.group().split())
    elsewhere = match["of"] and not _OURS.match(match["of"])
    if elsewhere or _LAW_BEFORE.search(clause.text[max(0, match.start() - 30) : match.start()]):
        if elsewhere and not re.match(r"\s+(?:of|in|under)\s+(?:the\s+)?[a-z]", match["of"]):
            clause.marks.append(f'"{told}" was taken for a reference to another document')
        return
    for part in re.findall(_NUMBER, match["numbers"]):
        path = _path(part)
        target = numbered.get(path) or _holder(path, numbered)
        below = wholes.get(path) if target is None else None
        if below:
            ids = f"{below[0].id} to {below[-1].id}"
            clause.marks.append(f'"{told}" names a whole section ({ids}): write those that matter under **see**')
        elif target is None:
            clause.marks.append(f'"{told}" leads to no clause of this document')
        else:
            _join(clause, target)


def _path(part: str) -> Path:
    """4.2(b) as 4, 2, 2."""
    numbers = [int(number) for number in re.match(r"\d+(?:\.\d+)*", part)[0].split(".")]  # type: ignore[index]
    for letter in re.findall(r"\(?([a-z0-9]{1,4})\)?", part[len(".".join(map(str, numbers))) :]):
        label = label_of(f"({letter}) A")
        numbers.append(label.numbers[-1] if label else 0)
    return tuple(numbers)


def _holder(path: Path, numbered: dict[Path, DraftClause]) -> DraftClause | None:
    """The clause in whose list the item stands that a reference names."""
    above = numbered.get(path[:-1]) if len(path) > 1 else None
    labels = [block.label for block in above.passage.blocks if block.label] if above else []
    return above if any(numbers[-1] == path[-1] for label in labels for _, numbers in label.readings) else None


def _join(clause: DraftClause, target: DraftClause) -> None:
    kinds = (clause.kind, target.kind)
    if kinds == (ClauseKind.RULE, ClauseKind.EXCEPTION):
        clause.point(Relation.EXCEPT, target.id)
    elif kinds == (ClauseKind.EXCEPTION, ClauseKind.RULE):
        target.point(Relation.EXCEPT, clause.id)
    else:
        clause.point(Relation.SEE, target.id)


def _link_terms(clauses: Sequence[DraftClause]) -> None:
    """A clause that uses a defined term is to be read with its definition."""
    homes = {term: clause for clause in clauses for term in clause.terms if term.casefold() not in _GENERIC}
    if not homes:
        return
    longest = sorted(homes, key=len, reverse=True)
    used = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})(?:s|es)?\b")
    for clause in clauses:
        for term in dict.fromkeys(_known(used.findall(clause.text), homes)):
            if homes[term].id != clause.id:
                clause.point(Relation.SEE, homes[term].id)


def _known(words: Iterable[str], homes: dict[str, DraftClause]) -> Iterator[str]:
    for word in words:
        yield next(form for form in (word, word[:-1], word[:-2]) if form in homes)


def _link_exceptions(clauses: Sequence[DraftClause]) -> None:
    """An exception that names no rule belongs, most likely, to the rule it follows in its section."""
    linked = {target for clause in clauses for target in clause.references.get(Relation.EXCEPT, [])}
    before: DraftClause | None = None
    for clause in clauses:
        if clause.kind is ClauseKind.RULE:
            before = clause
        if clause.kind is not ClauseKind.EXCEPTION or clause.id in linked:
            continue
        if before and before.passage.place[:1] == clause.passage.place[:1]:
            before.point(Relation.EXCEPT, clause.id)
            clause.marks.append(f"it names no rule; it was taken as an exception to {before.id}, which it follows")
        else:
            clause.marks.append("it names no rule: write its id under **except** in the rules that it can excuse")
