"""A clause or a policy that came or went whole, told by what it brings or takes away."""

from collections.abc import Iterator

from domain.clause import Clause, ClauseKind
from domain.policy import PolicyDocument
from policies.diff import parts
from policies.diff.change import ClauseChange, Part, Shift, Sort


def whole_clause(clause: Clause, sort: Sort) -> ClauseChange:
    return ClauseChange(id=clause.id, title=clause.title, sort=sort, parts=tuple(_clause_parts(clause, sort)))


def whole_policy(document: PolicyDocument, sort: Sort) -> Iterator[Part]:
    yield _shift(sort, "version", document.version)
    yield _shift(sort, "in force", parts.period(document))
    if document.markets:
        yield _shift(sort, "markets", parts.places(document.markets))
    yield from parts.ladder_parts(*((None, document.ladder) if sort is Sort.ADDED else (document.ladder, None)))


def _clause_parts(clause: Clause, sort: Sort) -> Iterator[Part]:
    yield _shift(sort, "kind", clause.kind)
    if clause.kind is ClauseKind.RULE:
        yield _shift(sort, "severity", clause.severity.word)
        yield _shift(sort, "points", str(clause.points))
    if clause.markets:
        yield _shift(sort, "markets", parts.places(clause.markets))
    for name, text in (("text", clause.text), ("check", clause.check or "")):
        yield from parts.reworded(sort, name, *(("", text) if sort is Sort.ADDED else (text, "")))


def _shift(sort: Sort, part: str, value: str) -> Part:
    before, after = (None, value) if sort is Sort.ADDED else (value, None)
    return Shift(sort=sort, part=part, before=before, after=after)
