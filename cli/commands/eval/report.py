"""`clausewise eval report`: writes the HTML report of a run, optionally beside a baseline."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import report_errors

BaselineRun = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="RUN", help="The run to compare with: its folder or baseline file."),
]
Labelled = Annotated[Path | None, typer.Option("--dataset", metavar="DIR", help="The dataset with the cases' content.")]


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A folder that clausewise eval run wrote.")],
    baseline: BaselineRun = None,
    dataset: Labelled = None,
) -> None:
    """Write the report.html of a run again."""
    with report_errors():
        from cli.views.console import print_line
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.metrics.comparison import compare
        from eval.metrics.summary import summarise
        from eval.report.page import BaselineComparison, render_page
        from eval.runs.folder import PAGE, RunFolder
        from eval.runs.summary_rows import read_rows

        folder, rows = RunFolder(run), read_rows(run)
        manifest = folder.manifest()
        comparison = None
        if baseline is not None:
            before = read_rows(baseline)
            summary = summarise(before, manifest.dataset, "baseline")
            comparison = BaselineComparison(summary, compare(before, rows))
        cases = {labelled.id: labelled for labelled in read_dataset(dataset or BUNDLED).cases}
        summary = summarise(rows, manifest.dataset, manifest.judge)
        folder.write(PAGE, render_page(summary, manifest, folder.results(), cases, comparison))
        print_line(f"{run / PAGE}")
