"""The check of a dataset: labels that cannot be right, splits that leak, and what a full one lacks."""

from collections.abc import Callable, Iterator

from eval import fullness, leaks, soundness
from eval.consequences import misjudged_consequences
from eval.material import Material
from policies.problem import Problem

Test = Callable[[Material], Iterator[Problem]]
TESTS: tuple[Test, ...] = (
    soundness.repeated_ids,
    soundness.contradictory_gold,
    soundness.unknown_clauses,
    soundness.unknown_markets,
    soundness.unknown_creators,
    soundness.misread_facts,
    misjudged_consequences,
    leaks.misplaced_cases,
    leaks.shown_clauses,
    leaks.twin_cases,
    leaks.copied_samples,
)
TESTS_OF_FULL: tuple[Test, ...] = (
    fullness.thin_outcomes,
    fullness.unbalanced_split,
    fullness.unshown_rules,
    fullness.unused_tags,
    fullness.nothing_must_pass,
    fullness.undated_cases,
    fullness.easy_cases,
)


def check_dataset(material: Material) -> tuple[Problem, ...]:
    """Every problem once, errors first, then by place, lines in their order."""
    tests = (*TESTS, *TESTS_OF_FULL) if material.dataset.about.full else TESTS
    found = {problem for test in tests for problem in test(material)}
    return tuple(sorted(found, key=lambda p: (p.level, *_place(p), p.message)))


def _place(problem: Problem) -> tuple[str, int]:
    file, _, line = problem.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (problem.where, 0)
