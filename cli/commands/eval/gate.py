"""`clausewise eval gate`, `compare` and `baseline`: compare a run with an earlier one, and fail if it is worse."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from eval.gate import GateFailure
    from eval.metrics.comparison import Comparison

RunDir = Annotated[Path, typer.Argument(metavar="RUN", help="A folder that clausewise eval run wrote.")]
Baseline = Annotated[Path, typer.Option(metavar="RUN", help="The run to compare with: its folder or baseline file.")]
MAX_LISTED_CASES = 12


def gate(
    run: RunDir,
    baseline: Baseline,
    rules: Annotated[Path, typer.Option("--gate", metavar="FILE", help="The floors, ceilings and regressions.")],
) -> None:
    """Check a run against a gate and a baseline; exit with 1 if it fails."""
    with report_errors():
        from cli.views.console import print_line
        from eval.gate import check_gate, read_gate
        from eval.report.figures import Report
        from eval.runs.summary_rows import read_rows

        rows = read_rows(run)
        report = Report.model_validate_json((run / "report.json").read_text(encoding="utf-8"))
        failures = check_gate(read_gate(rules), report, rows, read_rows(baseline))
        for failure in failures:
            print_line(_failure_line(failure), style="red")
        if failures:
            raise typer.Exit(EXIT_FAILURE)
        print_line(f"{run} passes {rules}")


def compare(run: RunDir, baseline: Baseline, as_json: AsJson = False) -> None:
    """Compare two runs on the same cases: better or worse, and which outcomes changed."""
    with report_errors():
        from eval.metrics.comparison import compare as compare_runs
        from eval.runs.summary_rows import read_rows

        comparison = compare_runs(read_rows(baseline), read_rows(run))
        if as_json:
            typer.echo(comparison.model_dump_json(indent=2, ensure_ascii=True))
        else:
            _print(comparison)


def save_baseline(run: RunDir, out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")]) -> None:
    """Write what a gate needs of a run to a small file without content, to keep with the code."""
    with report_errors():
        from eval.runs.summary_rows import read_rows, write_rows

        write_rows(out, read_rows(run))


def _failure_line(failure: "GateFailure") -> str:
    more = len(failure.cases) - MAX_LISTED_CASES
    cases = ", ".join(failure.cases[:MAX_LISTED_CASES]) + (f" and {more} more" if more > 0 else "")
    return f"FAILED: {failure.reason}" + (f": {cases}" if cases else "")


def _print(comparison: "Comparison") -> None:
    from cli.views.console import count, out, print_table, table

    rows = [
        (name, "none" if d.value is None else f"{d.value:+.3f} [{d.low:+.3f}, {d.high:+.3f}]")
        for name, d in comparison.differences.items()
    ]
    print_table(table((count(comparison.cases, "case"), "Difference (after - before)"), rows))
    only = f"correct only before {comparison.only_before}, only after {comparison.only_after}"
    out.print(f"\n{only}, p {comparison.mcnemar_p:.3f}\n")
    better = {True: "better", False: "worse", None: "both wrong"}
    changes = [(c.case_id, c.gold, c.before, c.after, better[c.better]) for c in comparison.changes]
    print_table(table(("Changed case", "Label", "Before", "After", "Change"), changes))
