"""The check of a dataset: labels that cannot be right, splits that leak, and what a full one lacks."""

from collections.abc import Callable, Iterator

from eval.dataset import completeness, label_checks, split_leakage
from eval.dataset.check_context import Material
from eval.metrics.consequence_errors import misjudged_consequences
from policies.checks.problem import Problem

Test = Callable[[Material], Iterator[Problem]]
TESTS: tuple[Test, ...] = (
    label_checks.repeated_ids,
    label_checks.contradictory_gold,
    label_checks.unknown_clauses,
    label_checks.unknown_markets,
    label_checks.unknown_creators,
    label_checks.misread_facts,
    misjudged_consequences,
    split_leakage.misplaced_cases,
    split_leakage.shown_clauses,
    split_leakage.twin_cases,
    split_leakage.copied_samples,
)
TESTS_OF_FULL: tuple[Test, ...] = (
    completeness.thin_outcomes,
    completeness.unbalanced_split,
    completeness.unshown_rules,
    completeness.unused_tags,
    completeness.nothing_must_pass,
    completeness.undated_cases,
    completeness.easy_cases,
)


def check_dataset(material: Material) -> tuple[Problem, ...]:
    """Every problem once, errors first, then by place, lines in their order."""
    tests = (*TESTS, *TESTS_OF_FULL) if material.dataset.about.full else TESTS
    found = {problem for test in tests for problem in test(material)}
    return tuple(sorted(found, key=lambda p: (p.level, *_place(p), p.message)))


def _place(problem: Problem) -> tuple[str, int]:
    file, _, line = problem.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (problem.where, 0)
