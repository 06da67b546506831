"""The check of a dataset: wrong labels, splits that leak, and gaps of a dataset that claims to be full."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from eval.dataset import completeness, label_checks, split_leakage
from eval.dataset.check_context import CheckContext, build_check_context
from eval.dataset.dataset import Dataset
from policies.checks.problem import Level, Problem

Check = Callable[[CheckContext], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (
    label_checks.duplicate_ids,
    label_checks.contradictory_labels,
    label_checks.bare_labels,
    label_checks.unknown_clauses,
    label_checks.unknown_markets,
    label_checks.unknown_creators,
    label_checks.invalid_facts,
    label_checks.unexpected_consequences,
    split_leakage.misassigned_cases,
    split_leakage.leaked_clauses,
)
TEXT_CHECKS: tuple[Check, ...] = (
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


# The time of comparing texts grows with the square of the cases: 3,000 take about 10 s, and 20,000 a few minutes.
MAX_COMPARED_BEFORE_RUN, MAX_COMPARED = 3_000, 20_000


def check_dataset(context: CheckContext) -> tuple[Problem, ...]:
    """Each problem once: errors first, then by file and line. The texts of very large datasets are not compared."""
    compared = len(context.dataset.cases) <= MAX_COMPARED
    checks = (*CHECKS, *(TEXT_CHECKS if compared else (_texts_not_compared,)))
    return _run_checks(context, (*checks, *COMPLETENESS_CHECKS) if context.dataset.manifest.full else checks)


def find_errors(dataset: Dataset, policies: Path) -> tuple[Problem, ...]:
    """The problems that make the figures of a run misleading; of a large dataset, without comparing its texts. Raises
    what `build_check_context` raises."""
    context = build_check_context(dataset, policies)
    small = len(dataset.cases) <= MAX_COMPARED_BEFORE_RUN
    problems = check_dataset(context) if small else _run_checks(context, CHECKS)
    return tuple(problem for problem in problems if problem.level is Level.ERROR)


def texts_not_searched(dataset: Dataset) -> str:
    """What `find_errors` leaves to `eval check`, in one line; empty if it leaves nothing."""
    if len(dataset.cases) <= MAX_COMPARED_BEFORE_RUN:
        return ""
    return (
        f"{dataset.folder}: more than {MAX_COMPARED_BEFORE_RUN:,} cases: near-duplicates and copies of examples were "
        f"not searched; clausewise eval check {dataset.folder} searches up to {MAX_COMPARED:,} cases"
    )


def _run_checks(context: CheckContext, checks: Iterable[Check]) -> tuple[Problem, ...]:
    problems = {problem for check in checks for problem in check(context)}
    return tuple(sorted(problems, key=lambda p: (p.level, *_file_and_line(p), p.message)))


def _texts_not_compared(context: CheckContext) -> Iterator[Problem]:
    message = f"more than {MAX_COMPARED:,} cases: near-duplicates and copies of examples were not searched"
    yield Problem(Level.WARNING, str(context.dataset.folder), message, "check a sample of the cases, too")


def _file_and_line(problem: Problem) -> tuple[str, int]:
    file, _, line = problem.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (problem.where, 0)
