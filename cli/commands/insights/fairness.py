"""`clausewise insights fairness`: whom enforcement treats worse, from the warehouse or from labelled files."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, parse_day

if TYPE_CHECKING:
    from insights.fairness.report import FairnessReport

By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="GROUP",
        help="market, language, size, age or original, or a column of the files; several times for several. "
        "By default all of them, or the column group.",
    ),
]
Day = Annotated[
    date | None,
    typer.Option(
        "--day", parser=parse_day, metavar="DAY", help="Read nothing later than this day; by default the last."
    ),
]
Files = Annotated[
    list[Path] | None,
    typer.Option(
        "--file",
        metavar="FILE.csv",
        help="Measure this file, not the warehouse. Columns: group, flagged, truth; weight and unit are optional.",
    ),
]
Compare = Annotated[
    Path | None,
    typer.Option(metavar="BEFORE.json", help="Exit with 1 if a gap is wider than in this saved report."),
]
MinGroup = Annotated[int, typer.Option(min=2, metavar="N", help="No number of a group with fewer cases.")]


def fairness(
    by: By = None,
    day: Day = None,
    days: Annotated[int, typer.Option(min=1, max=3650, metavar="N", help="How many days before that day count.")] = 90,
    file: Files = None,
    min_group: MinGroup = 50,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Save the report, for --compare.")] = None,
    compare: Compare = None,
    margin: Annotated[float, typer.Option(min=0, max=1, help="How much wider a gap may become.")] = 0.02,
    as_json: AsJson = False,
) -> None:
    """Measure error rates of enforcement by group, with intervals, and the gaps between groups.

    With --compare, fail if a gap between groups widened beyond the margin.
    """
    with report_errors():
        from cli.views.console import echo_json
        from cli.views.fairness_view import print_fairness, print_gate
        from insights.fairness.gate import compare_reports, read_report

        before = read_report(compare) if compare else None
        report = _of_files(file, by, min_group) if file else _of_warehouse(by, day, days, min_group)
        if save:
            save.write_text(report.model_dump_json(), encoding="utf-8")
        gate = compare_reports(before, report, margin) if before else None
        if as_json:
            echo_json((gate or report.without_sums()).model_dump_json(indent=2))
        elif gate:
            print_gate(gate)
        else:
            print_fairness(report)
    if gate and not gate.passed:
        raise typer.Exit(EXIT_FAILURE)


def _of_files(files: list[Path], by: list[str] | None, min_group: int) -> "FairnessReport":
    from insights.fairness.files import GROUP, file_fairness

    return file_fairness(files, by or [GROUP], min_group)


def _of_warehouse(by: list[str] | None, day: date | None, days: int, min_group: int) -> "FairnessReport":
    from agent.open_warehouse import day_to_read, open_warehouse
    from agent.settings import read_settings
    from insights.fairness.warehouse import require_dimensions, warehouse_fairness

    dimensions = require_dimensions(by or [])
    with open_warehouse(read_settings(), read_only=True) as warehouse:
        return warehouse_fairness(warehouse.engine, day_to_read(warehouse.engine, day), dimensions, days, min_group)
