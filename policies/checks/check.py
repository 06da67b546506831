"""Runs all checks of a library. Each problem has a remedy."""

from collections.abc import Callable, Iterator

from policies.checks import completeness, consistency, letters, variables
from policies.checks.problem import Level, Problem
from policies.library import Library

CHECKS: tuple[Callable[[Library], Iterator[Problem]], ...] = (
    consistency.duplicate_ids,
    consistency.overlapping_versions,
    consistency.dangling_references,
    consistency.references_of_wrong_kind,
    consistency.overlapping_ladders,
    consistency.missing_ladder,
    completeness.unknown_markets,
    completeness.invalid_checks,
    completeness.facts_proof_without_check,
    variables.undeclared_variables,
    variables.review_only_variables,
    variables.mistyped_checks,
    consistency.dangling_glossary_references,
    completeness.rules_without_examples,
    completeness.rules_without_teaching,
    completeness.unclassified_rules,
    completeness.unused_exceptions,
    letters.incomplete_translations,
    letters.untranslated_rules,
    letters.unfact_sentences,
    letters.redress_without_clause,
    letters.missing_redress,
)

LEVELS = tuple(Level)


def check_library(library: Library) -> tuple[Problem, ...]:
    """Every problem once, errors first and notes last, then by clause."""
    problems = {problem for check in CHECKS for problem in check(library)}
    return tuple(sorted(problems, key=lambda p: (LEVELS.index(p.level), p.where, p.message)))
