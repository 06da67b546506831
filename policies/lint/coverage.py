"""Findings on what no labelled case tries."""

from collections.abc import Iterator

from domain.clause import ClauseKind
from policies.checks.declared_values import measured
from policies.checks.problem import Level, Problem
from policies.lint.subject import Subject


def no_labelled_case(subject: Subject) -> Iterator[Problem]:
    for clause in subject.of_kind(ClauseKind.RULE, ClauseKind.EXCEPTION):
        if subject.labels is not None and clause.id not in subject.labels.clauses:
            message = f"no labelled case has to do with this {clause.kind}"
            remedy = "label a case on either side of it, or nobody knows how well it is judged"
            yield Problem(Level.WARNING, clause.key, message, remedy)


def fact_never_given(subject: Subject) -> Iterator[Problem]:
    given = subject.labels.facts if subject.labels else frozenset[str]()
    for clause in subject.clauses if subject.labels else ():
        missing = [name for name in measured(clause) if name.startswith("facts.") and name not in given]
        if missing:
            message = f"its check reads {' and '.join(missing)}, which no labelled case gives"
            remedy = "give it in labelled cases, on either side of the line"
            yield Problem(Level.NOTE, clause.key, message, remedy, clause.check or "")
