"""The check of a dataset: wrong labels, splits that leak, and gaps of a dataset that claims to be full."""

from collections.abc import Callable, Iterator

from eval.dataset import completeness, label_checks, split_leakage
from eval.dataset.check_context import CheckContext
from policies.checks.problem import Problem

Check = Callable[[CheckContext], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (
    label_checks.duplicate_ids,
    label_checks.contradictory_labels,
    label_checks.unknown_clauses,
    label_checks.unknown_markets,
    label_checks.unknown_creators,
    label_checks.invalid_facts,
    label_checks.unexpected_consequences,
    split_leakage.misassigned_cases,
    split_leakage.leaked_clauses,
    split_leakage.near_duplicate_cases,
    split_leakage.copied_training_texts,
)
COMPLETENESS_CHECKS: tuple[Check, ...] = (
    completeness.rare_outcomes,
    completeness.unbalanced_split,
    completeness.uncovered_rules,
    completeness.unused_tags,
    completeness.no_must_pass_cases,
    completeness.undated_cases,
    completeness.easy_cases,
)


def check_dataset(context: CheckContext) -> tuple[Problem, ...]:
    """Each problem once: errors first, then by file and line."""
    checks = (*CHECKS, *COMPLETENESS_CHECKS) if context.dataset.manifest.full else CHECKS
    problems = {problem for check in checks for problem in check(context)}
    return tuple(sorted(problems, key=lambda p: (p.level, *_file_and_line(p), p.message)))


def _file_and_line(problem: Problem) -> tuple[str, int]:
    file, _, line = problem.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (problem.where, 0)
