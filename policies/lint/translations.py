"""Findings on translations of clauses."""

from collections.abc import Iterator

from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput


def stale_translation(corpus: LintInput) -> Iterator[Problem]:
    """Letters do not show a translation of earlier words."""
    for clause in corpus.clauses:
        for translation in clause.translations:
            if translation.of != clause.words_digest:
                message = f'the translation "{translation.language}" is of other words than the clause has now'
                remedy = f'translate what has changed, then write of = "{clause.words_digest}"'
                yield Problem(Level.WARNING, clause.key, message, remedy)
