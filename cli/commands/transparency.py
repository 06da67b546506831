"""`clausewise statements report`: the transparency report of a period, and the tables of its harmonised template."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.commands.statements import open_statements
from cli.errors import report_errors
from cli.input.options import AsJson, AsMarkdown, Policies, parse_day, parse_folder


def report(
    first: Annotated[date, typer.Option("--from", parser=parse_day, metavar="DAY", help="The first day (UTC).")],
    last: Annotated[date, typer.Option("--to", parser=parse_day, metavar="DAY", help="The last day (UTC).")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_markdown: AsMarkdown = False,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            parser=parse_folder,
            metavar="FOLDER",
            help="Write parts 4 to 7 of the harmonised template as CSV files.",
        ),
    ] = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Report on a period as Articles 15 and 24 of the Digital Services Act ask: Markdown, or CSV.

    Cells that the decision log cannot fill are named, for a person to fill.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.input.options import require_one_format
        from cli.views.console import echo_file, echo_json
        from insights.transparency.rendering import to_csv, to_markdown
        from insights.transparency.report import transparency_report

        require_one_format(csv=as_csv, markdown=as_markdown, json=as_json, template=template is not None)
        if template is not None:
            _write_template(template, policies, first, last)
            return
        with open_statements(policies) as reader:
            found = transparency_report(read_settings(policies=policies), reader, first, last)
        if as_json:
            echo_json(found.model_dump_json(indent=2))
        else:
            echo_file(to_csv(found) if as_csv else to_markdown(found))


def _write_template(folder: Path, policies: Path | None, first: date, last: date) -> None:
    from agent.settings import read_settings
    from cli.views.statements_view import write_tables
    from insights.transparency.report import count_period
    from insights.transparency.template import template_tables

    with open_statements(policies) as reader:
        counts = count_period(read_settings(policies=policies), reader, first, last)
    write_tables(template_tables(counts), folder)
