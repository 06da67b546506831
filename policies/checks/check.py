"""The check of a loaded library: what contradicts, dangles or is missing across its clauses, with a remedy each."""

from collections.abc import Callable, Iterator

from policies.checks import coherence, completeness, declared_values
from policies.checks.problem import Problem
from policies.library import Library

TESTS: tuple[Callable[[Library], Iterator[Problem]], ...] = (
    coherence.duplicate_ids,
    coherence.overlapping_versions,
    coherence.dangling_references,
    coherence.misdirected_references,
    coherence.several_ladders,
    coherence.missing_ladder,
    completeness.unknown_markets,
    completeness.broken_checks,
    completeness.unproven_rules,
    declared_values.undeclared_values,
    declared_values.unfitting_checks,
    coherence.dangling_terms,
    completeness.rules_without_examples,
    completeness.rules_without_teaching,
    completeness.unused_exceptions,
)


def check_library(library: Library) -> tuple[Problem, ...]:
    """Every problem once, errors first, then by place."""
    found = {problem for test in TESTS for problem in test(library)}
    return tuple(sorted(found, key=lambda p: (p.level, p.where, p.message)))
