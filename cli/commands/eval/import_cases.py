"""`clausewise eval import`: converts labelled cases of a table or of another tool into a dataset."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, Policies

if TYPE_CHECKING:
    from eval.imports.convert import ColumnMapping
    from eval.imports.rows import ImportedFile

FileFormat = Annotated[
    str | None,
    typer.Option(
        "--format", help="csv, json, label-studio, langfuse, langsmith or promptfoo; by default the content decides."
    ),
]
Encoding = Annotated[str, typer.Option(metavar="NAME", help="The encoding, if not UTF-8: windows-1252, shift_jis.")]
Maps = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="LABEL=OUTCOME", help="The outcome for a label, such as spam=violation."),
]


def import_cases(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or JSON file, or - for standard input.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the new dataset.")],
    file_format: FileFormat = None,
    encoding: Encoding = "",
    content: Annotated[str | None, typer.Option(metavar="NAME", help="The field with the content.")] = None,
    outcome: Annotated[str | None, typer.Option(metavar="NAME", help="The field with the label.")] = None,
    violated: Annotated[str, typer.Option(metavar="NAME", help="The field with the violated clauses.")] = "violated",
    case_id: Annotated[str, typer.Option("--id", metavar="NAME", help="The field with the id of the case.")] = "id",
    maps: Maps = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Make a dataset of labelled cases of another tool; every row that cannot be converted is named."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import count, echo_json_lines, print_line
        from cli.views.eval_view import print_errors
        from eval.dataset.check import find_errors
        from eval.dataset.dataset import read_dataset
        from eval.imports.convert import to_labelled_cases, write_dataset
        from eval.imports.exported_case import changed_label_notes

        columns = _columns(content, outcome, violated, case_id, maps or [])
        settings = read_settings(policies=policies)
        name, imported = _read(file, file_format, encoding)
        cases = to_labelled_cases(imported.rows, columns, settings.max_content_chars)
        write_dataset(out, cases, name.stem)
        notes = (*imported.notes, *changed_label_notes(imported.rows, cases))
        dataset = read_dataset(out)
        errors = find_errors(dataset, settings.policies)
        if as_json:
            shown = {"notes": notes, "errors": [str(error) for error in errors]}
            echo_json_lines([{"folder": out, "cases": len(cases), **shown}])
            return
        for note in notes:
            print_line(f"{name}: {note}")
        print_line(f"{out}: {count(len(cases), 'case')}; clausewise eval check {out} shows what they cover")
        print_errors(dataset, errors)


def _read(file: Path, file_format: str | None, encoding: str) -> "tuple[Path, ImportedFile]":
    """The name to call the file by, and its rows."""
    from cli.input.case_file import STANDARD_INPUT, read_standard_input
    from domain.errors import InputError
    from eval.dataset.dataset import MAX_BYTES
    from eval.imports.formats import ImportFormat, read_import

    if file_format is not None and file_format not in set(ImportFormat):
        raise InputError(f"unknown format {file_format}: write {', '.join(ImportFormat)}")
    form = ImportFormat(file_format) if file_format else None
    if file != STANDARD_INPUT:
        return file, read_import(file, form, encoding=encoding)
    name = Path("stdin")
    return name, read_import(name, form, read_standard_input(MAX_BYTES), encoding)


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
