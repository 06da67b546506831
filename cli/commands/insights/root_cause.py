"""`clausewise insights root-cause`: why a metric moved, from own changes to slices."""

from datetime import date
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, parse_day

Day = Annotated[
    date | None,
    typer.Option(
        "--day",
        parser=parse_day,
        metavar="DAY",
        help="The last day that is compared; by default the last computed one.",
    ),
]


def root_cause(
    metric: Annotated[str, typer.Argument(metavar="METRIC", help="The id of a metric.")],
    day: Day = None,
    days: Annotated[
        int, typer.Option(min=1, max=90, metavar="N", help="How many days until then, against the four weeks before.")
    ] = 7,
    as_json: AsJson = False,
) -> None:
    """Say why a metric moved: own changes first, then slices, composition, and what was ruled out."""
    with report_errors():
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.root_cause_view import print_root_cause
        from insights.causes.report import root_cause_report
        from insights.metrics.registry import read_registry

        settings = read_settings()
        registry = read_registry(settings.insights.metrics_dir)
        with open_warehouse(settings, read_only=True) as warehouse:
            last = day_to_read(warehouse.engine, day)
            report = root_cause_report(warehouse.engine, registry, metric, last, days)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_root_cause(report)
