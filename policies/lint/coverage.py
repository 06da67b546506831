"""Findings on clauses and facts that no labelled case tests."""

from collections.abc import Iterator

from domain.clause import ClauseKind
from policies.checks.problem import Level, Problem
from policies.checks.variables import clause_variables
from policies.lint.lint_input import LintInput


def no_labelled_case(corpus: LintInput) -> Iterator[Problem]:
    for clause in (c for c in corpus.post_clauses if c.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION)):
        if corpus.label_coverage is not None and clause.id not in corpus.label_coverage.clauses:
            message = f"no labelled case concerns this {clause.kind}"
            remedy = "label one case that it applies to and one that it does not"
            yield Problem(Level.WARNING, clause.key, message, remedy)


def fact_never_provided(corpus: LintInput) -> Iterator[Problem]:
    provided = corpus.label_coverage.facts if corpus.label_coverage else frozenset[str]()
    for clause in corpus.post_clauses if corpus.label_coverage else ():
        missing = [name for name in clause_variables(clause) if name.startswith("facts.") and name not in provided]
        if missing:
            message = f"its check reads {' and '.join(missing)}, which no labelled case provides"
            remedy = "provide it in labelled cases, with values on both sides of the threshold"
            yield Problem(Level.NOTE, clause.key, message, remedy, clause.check or "")
