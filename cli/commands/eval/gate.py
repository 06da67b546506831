"""`clausewise eval gate`, `compare` and `baseline`: compare a run with an earlier one, and fail if it is worse."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from eval.gate import GateFailure
    from eval.metrics.comparison import Comparison
    from eval.runs.summary_rows import SummaryRow

BASELINE_HELP = "The run to compare with: its folder or baseline file."
RunDir = Annotated[Path, typer.Argument(metavar="RUN", help="A folder that clausewise eval run wrote.")]
Baseline = Annotated[Path, typer.Option(metavar="RUN", help=BASELINE_HELP)]
Common = Annotated[bool, typer.Option("--common", help="Compare only the cases that are equal in both runs.")]
MAX_LISTED_CASES = 12


def gate(
    run: RunDir,
    rules: Annotated[Path, typer.Option("--gate", metavar="FILE", help="The floors, ceilings and regressions.")],
    baseline: Annotated[Path | None, typer.Option(metavar="RUN", help=BASELINE_HELP)] = None,
    as_json: AsJson = False,
) -> None:
    """Check a run against a gate, and against a baseline if one is named; exit with 1 if it fails. The checks are
    written to the run's junit.xml."""
    with report_errors():
        from cli.views.console import echo_json_lines, print_line
        from eval.gate import gate_checks, read_gate
        from eval.report.junit import render_junit
        from eval.runs.folder import JUNIT, RunFolder
        from eval.runs.summary_rows import read_rows

        folder, rules_read = RunFolder(run), read_gate(rules)
        report, rows = folder.report(), read_rows(run)
        before = _rows_of_baseline(baseline, rows) if baseline is not None else None
        checks = gate_checks(rules_read, report, rows, before)
        folder.write(JUNIT, render_junit(rows, report.dataset, checks))
        failures = [check.failure for check in checks if check.failure is not None]
        if as_json:
            echo_json_lines([{"run": run, "gate": rules, "passes": not failures, "checks": checks}])
        for failure in failures if not as_json else ():
            print_line(_failure_line(failure), style="red")
        if failures:
            raise typer.Exit(EXIT_FAILURE)
        if not as_json:
            print_line(f"{run} passes {rules}")


def compare(run: RunDir, baseline: Baseline, common: Common = False, as_json: AsJson = False) -> None:
    """Compare two runs on the same cases: better or worse, and which outcomes changed."""
    with report_errors():
        from cli.views.console import echo_json
        from eval.metrics.comparison import compare as compare_runs
        from eval.metrics.same_cases import comparable_rows
        from eval.runs.summary_rows import read_rows

        comparison = compare_runs(*comparable_rows(read_rows(baseline), read_rows(run), common=common))
        if as_json:
            echo_json(comparison.model_dump_json(indent=2))
        else:
            _print(comparison)


def save_baseline(
    run: RunDir,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")],
    as_json: AsJson = False,
) -> None:
    """Write what a gate needs of a run to a small file without content, to keep with the code."""
    with report_errors():
        from cli.views.console import count, print_result
        from eval.runs.summary_rows import read_rows, write_rows

        rows = read_rows(run)
        write_rows(out, rows)
        print_result(f"{out}: {count(len(rows), 'row')}", {"file": out, "rows": len(rows)}, as_json=as_json)


def _rows_of_baseline(baseline: Path, rows: "list[SummaryRow]") -> "list[SummaryRow]":
    """Those of the cases that this run has, too. Raises DifferentCases where a case has changed in between."""
    from cli.views.console import count, err, print_line
    from eval.metrics.same_cases import DifferentCases, case_differences
    from eval.runs.summary_rows import read_rows

    before = read_rows(baseline)
    found = case_differences(before, rows)
    if not found.common and not (found.other_content or found.other_label):
        raise DifferentCases(
            f"the run has no case in common with the baseline: {found}; make a baseline of this dataset"
        )
    if found.other_content or found.other_label:
        raise DifferentCases(f"the baseline is of different cases: {found}; make one with clausewise eval baseline")
    if found.common and str(found):
        print_line(f"compared with the baseline on {count(len(found.common), 'case')}: {found}", err)
    return before


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
