"""`clausewise eval import`: converts labelled cases of a table or of another tool into a dataset."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import report_errors


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
) -> None:
    """Make a dataset of labelled cases of another tool; every row that cannot be converted is named."""
    with report_errors():
        from cli.views.console import count, print_line
        from domain.errors import InputError
        from domain.verdict import Outcome
        from eval.imports.convert import ColumnMapping, to_labelled_cases, write_dataset
        from eval.imports.formats import ImportFormat, read_import

        if file_format not in set(ImportFormat):
            raise InputError(f"unknown format {file_format}: write {', '.join(ImportFormat)}")
        outcomes = dict(pair.rpartition("=")[::2] for pair in maps or ())
        unknown = [name for name in outcomes.values() if name not in set(Outcome)]
        if unknown:
            raise InputError(f"--map: {unknown[0]} is not an outcome: write {', '.join(Outcome)}")
        columns = ColumnMapping.model_validate(
            {"content": content, "outcome": outcome, "violated": violated, "id": case_id, "outcomes": outcomes}
        )
        cases = to_labelled_cases(read_import(file, ImportFormat(file_format)), columns)
        write_dataset(out, cases, file.stem)
        print_line(f"{out}: {count(len(cases), 'case')}; clausewise eval check {out} shows what they cover")
