"""`clausewise eval check`: finds errors in labelled cases and shows what they cover."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.errors import EXIT_BAD_INPUT, report_errors
from cli.input.options import AsJson, DatasetFolder, Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.dataset.check_context import CheckContext
    from policies.checks.problem import Problem

PROBLEM_FIELDS = ("level", "where", "message", "remedy")


def check(dataset: DatasetFolder = None, policies: Policies = None, as_json: AsJson = False) -> None:
    """Check labelled cases for errors and show what they cover; exit with 2 if there are errors."""
    with report_errors():
        from eval.dataset.check import check_dataset
        from policies.checks.problem import Level

        context = _check_context(dataset, policies)
        problems = check_dataset(context)
        (_print_json if as_json else _print)(context, problems)
        if any(problem.level is Level.ERROR for problem in problems):
            raise typer.Exit(EXIT_BAD_INPUT)


def _check_context(folder: Path | None, policies: Path | None) -> "CheckContext":
    from agent.settings import read_settings
    from eval.dataset.check_context import build_check_context, dataset_policies
    from eval.dataset.dataset import BUNDLED, read_dataset

    cwd = Path.cwd()
    bundled = BUNDLED.relative_to(cwd) if BUNDLED.is_relative_to(cwd) else BUNDLED
    dataset = read_dataset(folder or bundled)
    return build_check_context(dataset, read_settings(policies=policies or dataset_policies(dataset)).policies)


def _print(context: "CheckContext", problems: "Sequence[Problem]") -> None:
    from cli.views.console import count, print_line
    from policies.checks.problem import Level

    dataset, library = context.dataset, context.library
    for problem in problems:
        print_line(str(problem), style="red" if problem.level is Level.ERROR else "yellow")
    if dataset.manifest.full:
        _print_coverage(context)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    splits = ", ".join(f"{len(dataset.cases_in(split))} {split}" for split in dataset.splits)
    print_line(
        f"{dataset.manifest.name}: {count(len(dataset.cases), 'case')} ({splits}), {count(errors, 'error')}, "
        f"{count(len(problems) - errors, 'warning')}; corpus {library.name}, fingerprint {library.fingerprint[:12]}"
    )


def _print_coverage(context: "CheckContext") -> None:
    from cli.views.console import out, print_line, print_table
    from cli.views.eval_view import difficulty_summary, exception_table, rule_table, tag_coverage_table
    from eval.dataset.coverage import clause_coverage, tag_coverage

    dataset, splits = context.dataset, context.dataset.splits
    for table in (
        rule_table(clause_coverage(dataset, context.rule_ids), splits),
        exception_table(clause_coverage(dataset, context.exception_ids), splits),
        tag_coverage_table(tag_coverage(dataset), splits),
    ):
        out.print()
        print_table(table)
    out.print()
    print_line(difficulty_summary(context.difficulty))


def _print_json(context: "CheckContext", problems: "Sequence[Problem]") -> None:
    import json
    from dataclasses import asdict

    from eval.dataset.coverage import clause_coverage, tag_coverage

    dataset = context.dataset
    fields = {
        "dataset": dataset.manifest.name,
        "corpus": context.library.fingerprint,
        "splits": {split: len(dataset.cases_in(split)) for split in dataset.splits},
        "problems": [{name: getattr(problem, name) for name in PROBLEM_FIELDS} for problem in problems],
        "rules": [asdict(row) for row in clause_coverage(dataset, context.rule_ids)],
        "exceptions": [asdict(row) for row in clause_coverage(dataset, context.exception_ids)],
        "tags": [asdict(row) for row in tag_coverage(dataset)],
        "difficulty": asdict(context.difficulty) if dataset.manifest.full else None,
    }
    from cli.views.console import echo_json

    echo_json(json.dumps(fields, ensure_ascii=False))
