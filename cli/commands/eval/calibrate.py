"""`clausewise eval calibrate`: fits the limits of a language model from the labelled cases of a run."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson


def calibrate(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run of `llm` or `cascade`.")],
    as_json: AsJson = False,
) -> None:
    """Fit from which probability on a language model's findings count, and use it for this model from now on.

    Label or review at least 10 violations and 10 compliant cases, and report no figures on these cases afterwards."""
    with report_errors():
        from agent.model_limits import write_model_limits
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, print_line
        from eval.answers.calibration import fit_limits, labelled_probabilities
        from eval.runs.folder import RunFolder

        folder = RunFolder(run)
        folder.manifest()
        model, calibrated = fit_limits(labelled_probabilities(folder.results()))
        path = write_model_limits(read_settings().data_dir, model, calibrated)
        if as_json:
            echo_json_lines([{"model": model, **calibrated.model_dump(mode="json"), "file": path}])
            return
        limits = calibrated.limits
        counts = f"{calibrated.violations} violations and {calibrated.compliant} compliant cases"
        print_line(
            f"{model}: a rule is violated from {limits.violated_from:.2f} on, satisfied below "
            f"{limits.unclear_from:.2f}, and between the two a person decides."
        )
        if limits.precision is not None:
            print_line(f"Of the rules that it called violated, at least {limits.precision:.0%} are labelled so.")
        print_line(f"Fitted from {counts} ({calibrated.method}), and used from now on: {path}")
