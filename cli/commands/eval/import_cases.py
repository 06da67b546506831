"""`clausewise eval import`: labelled cases from a table or another tool's export become a dataset."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import edge


def import_cases(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, or a JSON export.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The dataset's folder, new.")],
    form: Annotated[str, typer.Option("--format", help="csv, langfuse, langsmith or promptfoo.")] = "csv",
    content: Annotated[str | None, typer.Option(metavar="NAME", help="The field that holds the content.")] = None,
    outcome: Annotated[str | None, typer.Option(metavar="NAME", help="The field that holds the label.")] = None,
    violated: Annotated[str, typer.Option(metavar="NAME", help="The field of broken clauses.")] = "violated",
    case_id: Annotated[str, typer.Option("--id", metavar="NAME", help="The field that names a case.")] = "id",
    maps: Annotated[
        list[str] | None, typer.Option("--map", metavar="THEIRS=OURS", help="A label of theirs: spam=violation.")
    ] = None,
) -> None:
    """Make a dataset of labelled cases that were kept elsewhere; each row that cannot be taken is named."""
    with edge():
        from cli.views.console import out as console
        from cli.views.layout import count
        from domain.errors import InputError
        from domain.verdict import Outcome
        from eval.imports.convert import Columns, convert, write_dataset
        from eval.imports.formats import Format, read_foreign

        if form not in set(Format):
            raise InputError(f"no format is called {form}: choose {', '.join(Format)}")
        labels = dict(pair.rpartition("=")[::2] for pair in maps or ())
        unknown = [ours for ours in labels.values() if ours not in set(Outcome)]
        if unknown:
            raise InputError(f"--map: {unknown[0]} is no outcome: choose {', '.join(Outcome)}")
        columns = Columns.model_validate(
            {"content": content, "outcome": outcome, "violated": violated, "id": case_id, "outcomes": labels}
        )
        cases = convert(read_foreign(file, Format(form)), columns)
        write_dataset(out, cases, file.stem)
        console.print(f"{out}: {count(len(cases), 'case')}; clausewise eval check {out} says what they cover")
