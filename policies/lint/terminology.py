"""Findings on terms: used and defined nowhere, defined twice, used without a reference to where they are defined."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from domain.clause import Clause, ClauseKind, Relation
from policies.checks.problem import Level, Problem, together
from policies.lint.sentences import fold, holds
from policies.lint.subject import Subject, named
from policies.lint.terms import Definition, Use, definitions, uses

SHOWN = 5  # clauses of many
OFTEN = 2  # clauses that use a word make it a term
EVERYDAY = 0.25  # of all clauses: a term that so many use is the corpus's own language


def undefined_term(subject: Subject) -> Iterator[Problem]:
    """A scope is a world of its own, beside the definitions of none."""
    known = {(d.scope, fold(d.term)) for d in definitions(subject)}
    known |= {(None, fold(name)) for name in (*subject.library.markets.values(), *_titles(subject))}
    ordered = sorted(uses(subject), key=_term)
    for (scope, term), found in groupby(ordered, key=_term):
        group = sorted(found, key=lambda use: use.clause.key)
        if term and not {(scope or None, term), (None, term)} & known and _is_term(group):
            yield _undefined(group)


def _term(use: Use) -> tuple[str, str]:
    return use.clause.scope or "", fold(use.term)


def _titles(subject: Subject) -> Iterator[str]:
    yield from (document.title for document in subject.library.documents)
    yield from (clause.title for clause in subject.clauses)


def _is_term(group: list[Use]) -> bool:
    return len({use.clause.id for use in group}) >= OFTEN or any(use.pointed for use in group)


def _undefined(group: list[Use]) -> Problem:
    first = group[0]
    others = sorted({use.clause.id for use in group} - {first.clause.id})
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    also = f", here and in {', '.join(others[:SHOWN])}{more}," if others else ""
    message = f'"{first.term}" is used as a term{also} and defined nowhere'
    remedy = "write a definition clause of that title or an entry of the glossary, or say it in plain words"
    return Problem(Level.WARNING, first.clause.key, message, remedy, first.term)


def term_defined_twice(subject: Subject) -> Iterator[Problem]:
    by_term = defaultdict(list)
    for definition in definitions(subject):
        by_term[fold(definition.term)].append(definition)
    for group in by_term.values():
        for n, later in enumerate(group):
            rival = next((earlier for earlier in group[:n] if _rivals(earlier, later)), None)
            if rival is not None:
                message = f'"{later.term}" is defined here and by {rival.name}'
                remedy = "keep one of the two and refer to it"
                yield Problem(Level.WARNING, later.where, message, remedy, later.term if later.clause else "")


def _rivals(one: Definition, other: Definition) -> bool:
    """Two clauses in force together, two entries, or an entry that does not say that the clause defines its term."""
    if one.clause and other.clause:
        return one.scope == other.scope and one.clause.id != other.clause.id and together(one.clause, other.clause)
    clause = one.clause or other.clause
    return one.where != other.where if clause is None else clause.id not in (one.see, other.see)


def unnamed_definition(subject: Subject) -> Iterator[Problem]:
    """A rule or exception uses a defined term, and neither it nor what it points to points to the definition: then
    neither reader nor judge is led there."""
    rules = subject.of_kind(ClauseKind.RULE, ClauseKind.EXCEPTION)
    folded = {rule.key: fold(rule.text) for rule in rules}
    for definition in subject.of_kind(ClauseKind.DEFINITION):
        users = [rule for rule in rules if holds(folded[rule.key], fold(definition.title))]
        if not users or len(users) > EVERYDAY * len(rules):
            continue
        for rule in users:
            if together(rule, definition) and definition.id not in _reached(rule, subject):
                message = f'it uses "{definition.title}" and leads nowhere to {named(definition)}'
                yield Problem(Level.NOTE, rule.key, message, f"write - **see**: {definition.id}")


def _reached(clause: Clause, subject: Subject) -> set[str]:
    """What the clause points to, what that points to, and what the rules point to that the clause excuses."""
    excused = [c for c in subject.clauses if clause.id in c.targets(Relation.EXCEPT)]
    near = _targets([clause, *excused])
    return near | _targets([c for target in near for c in subject.living(target)])


def _targets(clauses: list[Clause]) -> set[str]:
    return {reference.target for clause in clauses for reference in clause.references}
