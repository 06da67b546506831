"""`clausewise eval report`: the page of a run, beside a baseline."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import edge

BaselineRun = Annotated[
    Path | None, typer.Option("--baseline", metavar="RUN", help="The run to set it beside: a folder, or its rows.")
]
Labelled = Annotated[Path | None, typer.Option("--dataset", metavar="DIR", help="Where the content of the cases is.")]


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A folder made by clausewise eval run.")],
    baseline: BaselineRun = None,
    dataset: Labelled = None,
) -> None:
    """Write report.html of a run anew."""
    with edge():
        from cli.views.console import out
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.metrics.comparison import compare
        from eval.metrics.summary import summarise
        from eval.report.page import Beside, page
        from eval.runs.folder import PAGE, RunFolder
        from eval.runs.summary_file import read_rows

        folder, rows = RunFolder(run), read_rows(run)
        about = folder.manifest()
        beside = None
        if baseline is not None:
            before = read_rows(baseline)
            beside = Beside(summarise(before, about.dataset, "baseline"), compare(before, rows))
        cases = {labelled.id: labelled for labelled in read_dataset(dataset or BUNDLED).cases}
        told = summarise(rows, about.dataset, about.judge)
        folder.write(PAGE, page(told, about, folder.results(), cases, beside))
        out.print(f"{run / PAGE}", markup=False, soft_wrap=True)
