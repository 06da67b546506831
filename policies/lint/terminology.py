"""Findings on terms: not defined, defined twice, or used without a reference to their definition."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from domain.clause import Clause, ClauseKind, Relation
from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput, clause_label
from policies.lint.sentences import contains_term, normalize
from policies.lint.terms import TermDefinition, TermUse, definitions, uses
from policies.validity import in_force_together

MAX_LISTED_CLAUSES = 5
MIN_CLAUSES_PER_TERM = 2  # a word is a term if as many clauses use it
COMMON_TERM_SHARE = 0.25  # of all rules and exceptions; a term used by more needs no reference


def undefined_term(corpus: LintInput) -> Iterator[Problem]:
    """A scope knows its own definitions and those without a scope."""
    known = {(d.scope, normalize(d.term)) for d in definitions(corpus)}
    known |= {(None, normalize(name)) for name in (*corpus.library.markets.values(), *_titles(corpus))}
    ordered = sorted(uses(corpus), key=_scope_and_term)
    for (scope, term), term_uses in groupby(ordered, key=_scope_and_term):
        group = sorted(term_uses, key=lambda use: use.clause.key)
        if term and not {(scope or None, term), (None, term)} & known and _is_term(group):
            yield _undefined(group)


def _scope_and_term(use: TermUse) -> tuple[str, str]:
    return use.clause.scope or "", normalize(use.term)


def _titles(corpus: LintInput) -> Iterator[str]:
    yield from (document.title for document in corpus.library.documents)
    yield from (clause.title for clause in corpus.clauses)


def _is_term(group: list[TermUse]) -> bool:
    return len({use.clause.id for use in group}) >= MIN_CLAUSES_PER_TERM or any(use.claims_definition for use in group)


def _undefined(group: list[TermUse]) -> Problem:
    first = group[0]
    others = sorted({use.clause.id for use in group} - {first.clause.id})
    more = f" and {len(others) - MAX_LISTED_CLAUSES} more" if len(others) > MAX_LISTED_CLAUSES else ""
    also = f", here and in {', '.join(others[:MAX_LISTED_CLAUSES])}{more}," if others else ""
    message = f'"{first.term}" is used as a term{also} but not defined'
    remedy = "add a definition clause with that title or a glossary entry, or use plain words"
    return Problem(Level.WARNING, first.clause.key, message, remedy, first.term)


def term_defined_twice(corpus: LintInput) -> Iterator[Problem]:
    by_term = defaultdict(list)
    for definition in definitions(corpus):
        by_term[normalize(definition.term)].append(definition)
    for group in by_term.values():
        for n, later in enumerate(group):
            conflict = next((earlier for earlier in group[:n] if _conflict(earlier, later)), None)
            if conflict is not None:
                message = f'"{later.term}" is defined here and by {conflict.source}'
                remedy = "keep one of the two and refer to it"
                yield Problem(Level.WARNING, later.where, message, remedy, later.term if later.clause else "")


def _conflict(one: TermDefinition, other: TermDefinition) -> bool:
    """Two clauses in force together, two glossary entries, or an entry whose `see` does not name the clause."""
    if one.clause and other.clause:
        return (
            one.scope == other.scope
            and one.clause.id != other.clause.id
            and in_force_together(one.clause, other.clause)
        )
    clause = one.clause or other.clause
    return one.where != other.where if clause is None else clause.id not in (one.see, other.see)


def missing_definition_reference(corpus: LintInput) -> Iterator[Problem]:
    """A rule or exception uses a defined term, but neither it nor the clauses it refers to refer to the definition."""
    rules = corpus.of_kind(ClauseKind.RULE, ClauseKind.EXCEPTION)
    texts = {rule.key: normalize(rule.text) for rule in rules}
    for definition in corpus.of_kind(ClauseKind.DEFINITION):
        users = [rule for rule in rules if contains_term(texts[rule.key], normalize(definition.title))]
        if not users or len(users) > COMMON_TERM_SHARE * len(rules):
            continue
        for rule in users:
            if in_force_together(rule, definition) and definition.id not in _referenced_ids(rule, corpus):
                message = f'it uses "{definition.title}" without a reference to {clause_label(definition)}'
                yield Problem(Level.NOTE, rule.key, message, f"write - **see**: {definition.id}")


def _referenced_ids(clause: Clause, corpus: LintInput) -> set[str]:
    """The targets of the clause, of its targets, and of the rules that it is an exception to."""
    rules = [c for c in corpus.clauses if clause.id in c.targets(Relation.EXCEPT)]
    targets = _target_ids([clause, *rules])
    return targets | _target_ids([c for target in targets for c in corpus.current_versions(target)])


def _target_ids(clauses: list[Clause]) -> set[str]:
    return {reference.target for clause in clauses for reference in clause.references}
