"""`clausewise insights metrics`: what the metrics are now, and one metric by market, language and other dimensions."""

from datetime import date
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, parse_day

Day = Annotated[
    date | None,
    typer.Option("--day", parser=parse_day, metavar="DAY", help="Read nothing later than this day; default: the last."),
]


def metrics(
    metric: Annotated[str | None, typer.Argument(metavar="METRIC", help="One metric; by default all of them.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="DIMENSION", help="Its slices, such as market; only with a metric.")
    ] = None,
    days: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=400, help="The days of the window.")] = 28,
    live: Annotated[
        bool | None, typer.Option("--live/--not-live", help="Those of LIVE sessions, or the others.")
    ] = None,
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """See the metrics of the last days with their intervals, beside the same number of days before.

    The window of a metric ends with its last complete day. Intervals are of 95%, over creators. The Ecosystem Health
    Index is a weighted geometric mean of some of them: `insights/metrics/index.toml`.
    """
    with report_errors():
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.metrics_view import print_metric, print_metrics
        from domain.errors import InputError
        from insights.metrics.registry import read_registry
        from insights.metrics.report import metric_reading, metrics_report

        if by is not None and metric is None:
            raise InputError("name the metric whose slices you want: clausewise insights metrics METRIC --by DIMENSION")
        settings = read_settings()
        registry = read_registry(settings.insights.metrics_dir)
        with open_warehouse(settings, read_only=True) as warehouse:
            day = day_to_read(warehouse.engine, as_of)
            if metric is not None:
                found = metric_reading(warehouse.engine, registry.metric(metric), day, days, by)
                echo_json(found.model_dump_json(indent=2)) if as_json else print_metric(found)
                return
            report = metrics_report(warehouse.engine, registry, day, days, live)
            echo_json(report.model_dump_json(indent=2)) if as_json else print_metrics(report)
