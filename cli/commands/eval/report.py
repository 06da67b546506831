"""`clausewise eval report`: writes the HTML report of a run, optionally beside a baseline."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.eval.gate import Common
from cli.errors import report_errors
from cli.input.options import AsJson

BaselineRun = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="RUN", help="The run to compare with: its folder or baseline file."),
]
Labelled = Annotated[Path | None, typer.Option("--dataset", metavar="DIR", help="The dataset with the cases' content.")]


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A folder that clausewise eval run wrote.")],
    baseline: BaselineRun = None,
    dataset: Labelled = None,
    common: Common = False,
    as_json: AsJson = False,
) -> None:
    """Write the report.html of a run again.

    With **--json**, print its path, the figures, and the comparison with the baseline if one is named.
    """
    with report_errors():
        from cli.views.console import err, print_line, print_result
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.metrics.comparison import compare
        from eval.metrics.same_cases import comparable_rows
        from eval.metrics.summary import summarise
        from eval.report.page import BaselineComparison, render_page
        from eval.runs.folder import PAGE, RunFolder
        from eval.runs.summary_rows import read_rows

        folder, rows = RunFolder(run), read_rows(run)
        manifest = folder.manifest()
        comparison = None
        if baseline is not None:
            before, after = comparable_rows(read_rows(baseline), rows, common=common)
            summary = summarise(before, manifest.dataset, "baseline")
            comparison = BaselineComparison(summary, compare(before, after))
        labelled = read_dataset(dataset or BUNDLED)
        cases = {case.id: case for case in labelled.cases}
        summary = summarise(rows, manifest.dataset, manifest.judge)
        summary = summary.model_copy(update={"dataset_errors": folder.dataset_errors()})
        folder.write(PAGE, render_page(summary, manifest, folder.results(), cases, comparison))
        figures = {"comparison": comparison and comparison.comparison, "report": summary}
        print_result(f"{run / PAGE}", {"page": run / PAGE, **figures}, as_json=as_json)
        if dataset is None and labelled.manifest.name != manifest.dataset:
            print_line("the page lacks the content of the cases: name their dataset with --dataset", err)
