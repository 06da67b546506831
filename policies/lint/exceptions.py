"""Findings on exceptions that leave nothing of their rule."""

import re
from collections.abc import Iterator, Sequence

from domain.clause import Clause, ClauseKind, Relation
from policies.checks.problem import Level, Problem, together
from policies.lint.check_overlap import trials_swallowed
from policies.lint.sentences import NUMBER
from policies.lint.subject import Subject, named

MOST = 0.5  # of a rule's breaking examples
ENOUGH = 10  # examples on each side, below which a share says little

_CONDITION = re.compile(
    r"\b(?:if|only|where|when|whenever|while|unless|until|provided|except|without|before|after|within|as long as"
    r"|who|whom|whose|which|that|must|no|not|none)\b",
    re.IGNORECASE,
)


def unconditional_exception(subject: Subject) -> Iterator[Problem]:
    for clause in subject.of_kind(ClauseKind.EXCEPTION):
        if clause.check is None and not _CONDITION.search(clause.text) and not NUMBER.search(clause.text):
            message = "the exception names no condition: whatever breaks the rule may rely on it"
            yield Problem(Level.WARNING, clause.key, message, 'say when it holds, with "only if", "where" or a number')


def exception_swallows_rule(subject: Subject) -> Iterator[Problem]:
    """By examples: a breaking one is reached where the most similar of all examples is one that the exception
    excuses, and not another breaking one nor one that the exception does not cover."""
    for rule, exception in _pairs(subject):
        if min(len(rule.violating_examples), len(exception.violating_examples)) >= ENOUGH:
            reached = _reached(rule, exception, subject)
            if reached > MOST * len(rule.violating_examples):
                message = (
                    f"{reached} of the {len(rule.violating_examples)} examples that break {named(rule)} lie nearer to what this "
                    "excuses than to one another"
                )
                remedy = "narrow the exception, or show under both clauses what lies on which side"
                yield Problem(Level.WARNING, exception.key, message, remedy)


def exception_check_swallows_rule(subject: Subject) -> Iterator[Problem]:
    for rule, exception in _pairs(subject):
        if rule.check and exception.check:
            trials = trials_swallowed(rule.check, exception.check, subject.library.vocabulary or {})
            if trials:
                message = f"its check is true in each of {trials} trials in which that of {named(rule)} is"
                remedy = "let the exception's check read something that the rule's leaves open"
                yield Problem(Level.ERROR, exception.key, message, remedy, exception.check)


def _pairs(subject: Subject) -> Iterator[tuple[Clause, Clause]]:
    for rule in subject.of_kind(ClauseKind.RULE):
        for target in rule.targets(Relation.EXCEPT):
            yield from ((rule, exception) for exception in subject.living(target) if together(rule, exception))


def _reached(rule: Clause, exception: Clause, subject: Subject) -> int:
    if subject.nearness is None:
        return 0
    others = (*rule.violating_examples, *exception.compliant_examples)
    rows = subject.nearness.cosines(rule.violating_examples, (*exception.violating_examples, *others))
    return sum(_is_reached(row, n, len(exception.violating_examples)) for n, row in enumerate(rows))


def _is_reached(row: Sequence[float], n: int, excused: int) -> bool:
    """`row` holds the similarities to `excused` texts, then to the rule's own, of which the `n`-th is itself."""
    rest = [*row[excused : excused + n], *row[excused + n + 1 :]]
    return max(row[:excused]) > max(rest, default=0)
