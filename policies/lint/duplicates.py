"""Findings on clauses that say nearly the same."""

from collections.abc import Iterator

from domain.clause import Clause
from policies.checks.problem import Level, Problem, together
from policies.lint.examples import related
from policies.lint.subject import Subject, named, words_of

NEARLY_THE_SAME = 0.8


def near_duplicate(subject: Subject) -> Iterator[Problem]:
    """Clauses of one kind that bind together, unless one prevails over the other."""
    if subject.nearness is None:
        return
    pairs = subject.nearness.pairs([words_of(clause) for clause in subject.clauses], NEARLY_THE_SAME)
    for n, m, similarity in pairs:
        one, other = subject.clauses[n], subject.clauses[m]
        if one.kind is other.kind and one.id != other.id and _meet(one, other) and not related(one, other):
            message = f"it says nearly the same as {named(one)} (similarity {similarity:.2f})"
            remedy = "join the two, say in both where the line between them lies, or let one override the other"
            yield Problem(Level.WARNING, other.key, message, remedy)


def _meet(one: Clause, other: Clause) -> bool:
    """Whether one case can be judged by both."""
    return (one.scope == other.scope or None in (one.scope, other.scope)) and together(one, other)
