"""`clausewise eval`: labelled cases checked, and how well the verdicts agree with them."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.commands.eval.agreement import agreement
from cli.commands.eval.export_reviews import export_reviews
from cli.commands.eval.gate import baseline_of, compare, gate
from cli.commands.eval.import_cases import import_cases
from cli.commands.eval.report import report
from cli.commands.eval.run import run
from cli.errors import BAD_INPUT, edge
from cli.input.options import AsJson, DatasetFolder, Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.dataset.check_context import Material
    from policies.checks.problem import Problem

app = typer.Typer(no_args_is_help=True, help="Check labelled cases, and compare the verdicts with them.")
app.command()(agreement)
app.command()(run)
app.command()(report)
app.command()(compare)
app.command()(gate)
app.command("baseline")(baseline_of)
app.command("import")(import_cases)
app.command()(export_reviews)


@app.command()
def check(dataset: DatasetFolder = None, policies: Policies = None, as_json: AsJson = False) -> None:
    """Look for what is wrong in labelled cases and print what they cover; exit code 2 where there is an error."""
    with edge():
        from eval.dataset.check import check_dataset
        from policies.checks.problem import Level

        material = _material(dataset, policies)
        problems = check_dataset(material)
        (_print_json if as_json else _print)(material, problems)
        if any(problem.level is Level.ERROR for problem in problems):
            raise typer.Exit(BAD_INPUT)


def _material(folder: Path | None, policies: Path | None) -> "Material":
    from agent.settings import read_settings
    from eval.dataset.check_context import gather_material, own_corpus
    from eval.dataset.dataset import BUNDLED, read_dataset

    here = Path.cwd()
    bundled = BUNDLED.relative_to(here) if BUNDLED.is_relative_to(here) else BUNDLED
    dataset = read_dataset(folder or bundled)
    return gather_material(dataset, read_settings(policies=policies or own_corpus(dataset)).policies)


def _print(material: "Material", problems: "Sequence[Problem]") -> None:
    from cli.views.console import out
    from cli.views.layout import count
    from policies.checks.problem import Level

    dataset = material.dataset
    for problem in problems:
        colour = "red" if problem.level is Level.ERROR else "yellow"
        out.print(str(problem), style=colour, markup=False, soft_wrap=True)
    if dataset.about.full:
        _print_coverage(material)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    parts = ", ".join(f"{len(dataset.of_part(part))} {part}" for part in dataset.parts)
    out.print(
        f"{dataset.about.name}: {count(len(dataset.cases), 'case')} ({parts}), {count(errors, 'error')}, "
        f"{count(len(problems) - errors, 'warning')}; corpus {material.library.name}, "
        f"fingerprint {material.library.fingerprint[:12]}",
        markup=False,
        soft_wrap=True,
    )


def _print_coverage(material: "Material") -> None:
    from cli.views.console import out, print_rows
    from cli.views.dataset_view import exception_table, rule_table, tag_table, words_alone
    from eval.dataset.coverage import clause_coverage, tag_coverage

    dataset, parts = material.dataset, material.dataset.parts
    for table in (
        rule_table(clause_coverage(dataset, material.rules), parts),
        exception_table(clause_coverage(dataset, material.exceptions), parts),
        tag_table(tag_coverage(dataset), parts),
    ):
        out.print()
        print_rows(table)
    out.print()
    out.print(words_alone(material.difficulty), markup=False, soft_wrap=True)


def _print_json(material: "Material", problems: "Sequence[Problem]") -> None:
    import json
    from dataclasses import asdict

    from eval.dataset.coverage import clause_coverage, tag_coverage

    dataset = material.dataset
    report = {
        "dataset": dataset.about.name,
        "corpus": material.library.fingerprint,
        "parts": {part: len(dataset.of_part(part)) for part in dataset.parts},
        "problems": [
            {name: getattr(problem, name) for name in ("level", "where", "message", "remedy")} for problem in problems
        ],
        "rules": [asdict(row) for row in clause_coverage(dataset, material.rules)],
        "exceptions": [asdict(row) for row in clause_coverage(dataset, material.exceptions)],
        "tags": [asdict(row) for row in tag_coverage(dataset)],
        "difficulty": asdict(material.difficulty) if dataset.about.full else None,
    }
    typer.echo(json.dumps(report, ensure_ascii=False))
