"""Findings on clauses that say nearly the same."""

from collections.abc import Iterator

from domain.clause import Clause
from policies.checks.problem import Level, Problem
from policies.lint.examples import are_related
from policies.lint.lint_input import LintInput, clause_label, clause_words
from policies.validity import in_force_together

MIN_SIMILARITY = 0.8


def near_duplicate(corpus: LintInput) -> Iterator[Problem]:
    """Clauses of one kind that are in force together, unless one overrides or excepts the other."""
    if corpus.similarity is None:
        return
    pairs = corpus.similarity.pairs([clause_words(clause) for clause in corpus.clauses], MIN_SIMILARITY)
    for n, m, similarity in pairs:
        one, other = corpus.clauses[n], corpus.clauses[m]
        if (
            one.kind is other.kind
            and one.id != other.id
            and _can_apply_together(one, other)
            and not are_related(one, other)
        ):
            message = f"it says nearly the same as {clause_label(one)} (similarity {similarity:.2f})"
            remedy = "join the two, say in both how they differ, or let one override the other"
            yield Problem(Level.WARNING, other.key, message, remedy)


def _can_apply_together(one: Clause, other: Clause) -> bool:
    """Whether both can apply to one case."""
    return (one.scope == other.scope or None in (one.scope, other.scope)) and in_force_together(one, other)
