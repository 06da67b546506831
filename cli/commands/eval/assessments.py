"""`clausewise eval assessments`: assesses labelled accounts of an invented sample, and compares with the truth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, Judge, JudgeName, Policies

if TYPE_CHECKING:
    from agent.settings import Settings
    from eval.assessments.labels import AccountLabels
    from eval.assessments.report import AssessmentReport

File = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="The labelled assessments; the bundled ones by default.")
]
Data = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="A data folder with the sample; what it lacks is made there, and stays."),
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="A folder for report.json, with every assessment.")]


def assessments(
    file: File = None,
    data: Data = None,
    judge: Judge = JudgeName.AUTO,
    out: Out = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Assess the labelled accounts of an invented sample, and show how often outcome and review priority are right.

    The sample is made in a temporary folder. The models are fitted on decisions before the assessed period.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.views.account_scores_view import print_report
        from cli.views.console import echo_json
        from eval.assessments.labels import BUNDLED, read_labels

        file = file or BUNDLED
        report = _report(read_settings(policies=policies), read_labels(file), str(file), data, judge.value)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / "report.json").write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_report(report, out)
        if report.errors == report.n:
            raise typer.Exit(EXIT_FAILURE)


def _report(
    settings: "Settings", labels: "AccountLabels", file: str, data: Path | None, judge: str
) -> "AssessmentReport":
    from contextlib import nullcontext
    from tempfile import TemporaryDirectory

    from cli.views.console import progress
    from eval.assessments.evaluation import evaluate

    folder = nullcontext(str(data)) if data is not None else TemporaryDirectory(prefix="clausewise-assessments-")
    with folder as name, progress("Assessing") as advance:
        return evaluate(settings, labels, file, Path(name), judge, advance)
