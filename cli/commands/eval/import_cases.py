"""`clausewise eval import`: converts labelled cases of a table or of another tool into a dataset."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import Policies

if TYPE_CHECKING:
    from eval.imports.convert import ColumnMapping


def import_cases(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, or a JSON export.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the new dataset.")],
    file_format: Annotated[str, typer.Option("--format", help="csv, langfuse, langsmith or promptfoo.")] = "csv",
    content: Annotated[str | None, typer.Option(metavar="NAME", help="The field with the content.")] = None,
    outcome: Annotated[str | None, typer.Option(metavar="NAME", help="The field with the label.")] = None,
    violated: Annotated[str, typer.Option(metavar="NAME", help="The field with the violated clauses.")] = "violated",
    case_id: Annotated[str, typer.Option("--id", metavar="NAME", help="The field with the id of the case.")] = "id",
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="LABEL=OUTCOME", help="The outcome for a label, such as spam=violation."),
    ] = None,
    policies: Policies = None,
) -> None:
    """Make a dataset of labelled cases of another tool; every row that cannot be converted is named."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import count, print_line
        from cli.views.eval_view import print_errors
        from domain.errors import InputError
        from eval.dataset.check import find_errors
        from eval.dataset.dataset import read_dataset
        from eval.imports.convert import to_labelled_cases, write_dataset
        from eval.imports.formats import ImportFormat, read_import

        if file_format not in set(ImportFormat):
            raise InputError(f"unknown format {file_format}: write {', '.join(ImportFormat)}")
        columns = _columns(content, outcome, violated, case_id, maps or [])
        settings = read_settings(policies=policies)
        imported = read_import(file, ImportFormat(file_format))
        cases = to_labelled_cases(imported.rows, columns, settings.max_content_chars)
        write_dataset(out, cases, file.stem)
        for note in imported.notes:
            print_line(f"{file}: {note}")
        print_line(f"{out}: {count(len(cases), 'case')}; clausewise eval check {out} shows what they cover")
        print_errors(find_errors(read_dataset(out), settings.policies))


def _columns(content: str | None, outcome: str | None, violated: str, case_id: str, maps: list[str]) -> "ColumnMapping":
    from domain.errors import InputError
    from domain.verdict import Outcome
    from eval.imports.convert import ColumnMapping

    outcomes = dict(pair.rpartition("=")[::2] for pair in maps)
    unknown = [name for name in outcomes.values() if name not in set(Outcome)]
    if unknown:
        raise InputError(f"--map: {unknown[0]} is not an outcome: write {', '.join(Outcome)}")
    return ColumnMapping.model_validate(
        {"content": content, "outcome": outcome, "violated": violated, "id": case_id, "outcomes": outcomes}
    )
