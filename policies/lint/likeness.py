"""Findings on clauses that say nearly the same."""

from collections.abc import Iterator
from itertools import combinations

from policies.lint.examples import related
from policies.lint.subject import Subject, named, words_of
from policies.problem import Level, Problem, together

NEARLY_THE_SAME = 0.8


def near_duplicate(subject: Subject) -> Iterator[Problem]:
    """Clauses of one kind that bind together, unless one prevails over the other."""
    if subject.nearness is None:
        return
    texts = [words_of(clause) for clause in subject.clauses]
    cosines = subject.nearness.cosines(texts, texts)
    for (n, one), (m, other) in combinations(enumerate(subject.clauses), 2):
        if cosines[n][m] < NEARLY_THE_SAME or one.kind is not other.kind or one.id == other.id:
            continue
        if one.scope == other.scope and together(one, other) and not related(one, other):
            message = f"it says nearly the same as {named(one)} (similarity {cosines[n][m]:.2f})"
            remedy = "join the two, say in both where the line between them lies, or let one override the other"
            yield Problem(Level.WARNING, other.key, message, remedy)
