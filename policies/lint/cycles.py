"""Findings on circles: clauses that override each other, and terms that are defined by each other."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from domain.clause import ClauseKind, Relation
from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput
from policies.lint.sentences import contains_term, normalize, sentences
from policies.validity import in_force_together


def circular_overrides(corpus: LintInput) -> Iterator[Problem]:
    edges = {
        clause.key: {
            version.key
            for target in clause.targets(Relation.OVERRIDES)
            for version in corpus.current_versions(target)
            if in_force_together(clause, version)
        }
        for clause in corpus.clauses
    }
    for cycle in cycles(edges):
        message = f"each of these overrides the next: {_cycle_text(cycle)}"
        remedy = "remove overrides from the more general clause"
        yield Problem(Level.ERROR, cycle[0], message, remedy)


def circular_definition(corpus: LintInput) -> Iterator[Problem]:
    """Only the first sentence of a definition counts; later ones may mention other terms."""
    terms = corpus.of_kind(ClauseKind.DEFINITION)
    opening = {term.key: normalize(next(sentences(term.text), "")) for term in terms}
    edges = {
        one.key: {
            other.key
            for other in terms
            if other.id != one.id
            and in_force_together(one, other)
            and contains_term(opening[one.key], normalize(other.title))
        }
        for one in terms
    }
    for cycle in cycles(edges):
        message = f"each of these is defined by the next: {_cycle_text(cycle)}"
        yield Problem(Level.WARNING, cycle[0], message, "define one of them without the others")


def cycles(edges: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Disjoint cycles until none is left; each begins with its smallest key."""
    remaining = {key: set(targets) for key, targets in edges.items()}
    while cycle := _find_cycle(remaining):
        keys = list(reversed(cycle[:-1]))  # graphlib reports the reverse direction
        for one, other in zip(keys, [*keys[1:], keys[0]], strict=True):
            remaining[one].discard(other)
        start = keys.index(min(keys))
        yield tuple(keys[start:] + keys[:start])


def _find_cycle(edges: Mapping[str, set[str]]) -> list[str] | None:
    """The keys of one cycle, with the first repeated at the end."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


def _cycle_text(cycle: tuple[str, ...]) -> str:
    return " → ".join(key.partition("@")[0] for key in (*cycle, cycle[0]))
