"""`clausewise insights alerts`: which metrics moved more than they do by themselves, within a budget of alerts."""

from datetime import date
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, parse_day

Day = Annotated[
    date | None,
    typer.Option(
        "--day", parser=parse_day, metavar="DAY", help="Read nothing later than this day; by default the last one."
    ),
]


def alerts(
    day: Day = None,
    days: Annotated[int, typer.Option(min=1, max=45, metavar="N", help="Show the alerts of so many days.")] = 7,
    budget: Annotated[
        float | None,
        typer.Option(metavar="N", help="How many false alerts a week are acceptable; by default as the settings say."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which metrics moved, where, since when, and which change of ours may explain it."""
    with report_errors():
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.alerts_view import print_alerts
        from cli.views.console import echo_json
        from insights.alerts.report import alert_report
        from insights.metrics.registry import read_registry

        settings = read_settings()
        registry = read_registry(settings.insights.metrics_dir)
        with open_warehouse(settings, read_only=True) as warehouse:
            last = day_to_read(warehouse.engine, day)
            accepted = settings.insights.alerts_a_week if budget is None else budget
            report = alert_report(warehouse.engine, registry, last, accepted, days)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_alerts(report)
