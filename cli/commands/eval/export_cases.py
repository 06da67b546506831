"""`clausewise eval export`: writes labelled cases for Label Studio, Langfuse or promptfoo."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, DatasetFolder, Policies
from eval.exports.export_format import ExportFormat


def export_cases(
    out: Annotated[Path, typer.Option(metavar="FILE", help="The JSON file to write.")],
    file_format: Annotated[ExportFormat, typer.Option("--format", help="The tool that reads the file.")],
    dataset: DatasetFolder = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Write labelled cases for another tool; `eval import` reads them back with what people changed there."""
    with report_errors():
        from agent.open_stores import open_library
        from agent.settings import read_settings
        from cli.views.console import count, print_line, print_result
        from domain.clause import ClauseKind
        from domain.errors import InputError
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.exports.formats import export_text, further_files

        source = read_dataset(dataset or BUNDLED)
        clauses = [
            one.id for one in open_library(read_settings(policies=policies)).clauses if one.kind is ClauseKind.RULE
        ]
        texts = {out.name: export_text(source.cases, file_format, source.manifest.name)}
        texts |= further_files(source.cases, file_format, clauses)
        if existing := [name for name in texts if (out.parent / name).exists() and not force]:
            raise InputError(f"{out.parent / existing[0]} exists: name another --out, or replace it with --force")
        out.parent.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out.parent / name).write_text(text, encoding="utf-8", newline="\n")
        files = [out.parent / name for name in texts]
        line = f"{out}: {count(len(source.cases), 'case')} for {file_format.value}"
        print_result(line, {"files": files, "cases": len(source.cases)}, as_json=as_json)
        for name in list(texts)[1:] if not as_json else ():
            print_line(f"{out.parent / name}: the labelling interface, for the settings of the project")
