"""Findings on references that run in a circle where a circle says nothing: precedence, and what a word means."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from domain.clause import ClauseKind, Relation
from policies.checks.problem import Level, Problem, together
from policies.lint.sentences import fold, holds, sentences
from policies.lint.subject import Subject


def overrides_circle(subject: Subject) -> Iterator[Problem]:
    edges = {
        clause.key: {
            version.key
            for target in clause.targets(Relation.OVERRIDES)
            for version in subject.living(target)
            if together(clause, version)
        }
        for clause in subject.clauses
    }
    for circle in circles(edges):
        message = f"each of these prevails over the next: {_round(circle)}"
        remedy = "drop the overrides of the more general clause"
        yield Problem(Level.ERROR, circle[0], message, remedy)


def definition_circle(subject: Subject) -> Iterator[Problem]:
    """By the sentences that define: the words after them may look back."""
    terms = subject.of_kind(ClauseKind.DEFINITION)
    opening = {term.key: fold(next(sentences(term.text), "")) for term in terms}
    edges = {
        one.key: {
            other.key
            for other in terms
            if other.id != one.id and together(one, other) and holds(opening[one.key], fold(other.title))
        }
        for one in terms
    }
    for circle in circles(edges):
        message = f"each of these is defined by the next: {_round(circle)}"
        yield Problem(Level.WARNING, circle[0], message, "say in one of them what it is in plain words")


def circles(edges: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Circles that share no edge, until none is left; each begins with its least key."""
    left = {key: set(targets) for key, targets in edges.items()}
    while circle := _circle(left):
        # graphlib reads an edge as "comes after", so that its circle runs against ours
        round_ = list(reversed(circle[:-1]))
        for one, other in zip(round_, [*round_[1:], round_[0]], strict=True):
            left[one].discard(other)
        start = round_.index(min(round_))
        yield tuple(round_[start:] + round_[:start])


def _circle(edges: Mapping[str, set[str]]) -> list[str] | None:
    """The keys of one circle, the first again at the end."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


def _round(circle: tuple[str, ...]) -> str:
    return " → ".join(key.partition("@")[0] for key in (*circle, circle[0]))
