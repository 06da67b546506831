"""`clausewise eval gate` and `compare`: whether a run may pass, and what differs between two."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import FAILURE, edge
from cli.input.options import AsJson

if TYPE_CHECKING:
    from eval.gate import Failure
    from eval.metrics.comparison import Comparison

RunDir = Annotated[Path, typer.Argument(metavar="RUN", help="A folder made by clausewise eval run.")]
Baseline = Annotated[Path, typer.Option(metavar="RUN", help="The run to compare with: a folder, or its rows.")]
MOST = 12


def gate(
    run: RunDir,
    baseline: Baseline,
    rules: Annotated[Path, typer.Option("--gate", metavar="FILE", help="The floors, ceilings and drops.")],
) -> None:
    """Hold a run against its gate and a baseline; exit code 1 where it fails."""
    with edge():
        from cli.views.console import out
        from eval.gate import judge_run, read_gate
        from eval.report.figures import Report
        from eval.runs.summary_file import read_rows

        rows = read_rows(run)
        report = Report.model_validate_json((run / "report.json").read_text(encoding="utf-8"))
        failures = judge_run(read_gate(rules), report, rows, read_rows(baseline))
        for failure in failures:
            out.print(_told(failure), style="red", markup=False, soft_wrap=True)
        if failures:
            raise typer.Exit(FAILURE)
        out.print(f"{run} passes {rules}")


def compare(run: RunDir, baseline: Baseline, as_json: AsJson = False) -> None:
    """Say whether a run is better or worse than another on the same cases, and which cases flipped."""
    with edge():
        from eval.metrics.comparison import compare as compared
        from eval.runs.summary_file import read_rows

        found = compared(read_rows(baseline), read_rows(run))
        if as_json:
            typer.echo(found.model_dump_json(indent=2, ensure_ascii=True))
        else:
            _print(found)


def baseline_of(run: RunDir, out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it.")]) -> None:
    """Write what a gate needs of a run to a small file without content, to be kept with the code."""
    with edge():
        from eval.runs.summary_file import read_rows, write_rows

        write_rows(out, read_rows(run))


def _told(failure: "Failure") -> str:
    more = len(failure.cases) - MOST
    cases = ", ".join(failure.cases[:MOST]) + (f" and {more} more" if more > 0 else "")
    return f"FAILED: {failure.what}" + (f": {cases}" if cases else "")


def _print(found: "Comparison") -> None:
    from cli.views.console import out, print_rows
    from cli.views.layout import table

    rows = [
        (name, "none" if d.value is None else f"{d.value:+.3f} [{d.low:+.3f}, {d.high:+.3f}]")
        for name, d in found.differences.items()
    ]
    print_rows(table((f"{found.cases} cases", "after less before"), rows))
    out.print(f"\nright only before {found.only_before}, only after {found.only_after}, p {found.mcnemar_p:.3f}\n")
    better = {True: "better", False: "worse", None: "neither right"}
    flips = [(f.case_id, f.gold, f.before, f.after, better[f.better]) for f in found.flips]
    print_rows(table(("Flipped", "Label", "Before", "After", ""), flips))
