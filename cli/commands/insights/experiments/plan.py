"""`clausewise insights experiments plan`: what an experiment can find, before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.insights.experiments.analysing import OUTCOME, file_columns, with_before
from cli.commands.insights.experiments.options import (
    Cluster,
    Confidence,
    Day,
    Source,
    Split,
    Stratum,
    Unit,
    is_definition,
    metrics_of,
    require_file_options,
    require_protected,
    split_of,
)
from cli.errors import report_errors
from cli.input.options import AsJson, Policies

if TYPE_CHECKING:
    from insights.experiments.csv_rows import CsvColumns
    from insights.experiments.planning import Plan, Target

Effect = Annotated[
    float | None, typer.Option(metavar="NUMBER", help="How many units does this difference of the metric need?")
]
Units = Annotated[
    int | None,
    typer.Option(min=2, metavar="N", help="What can be found with this many units (or clusters) in all arms?"),
]
Covariate = Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of the metric in the time before.")]


def plan(
    source: Source,
    split: Split = None,
    outcome: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of the metric.")] = None,
    unit: Unit = None,
    covariate: Covariate = None,
    denominator: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column to divide by.")] = None,
    cluster: Cluster = None,
    stratum: Stratum = None,
    effect: Effect = None,
    units: Units = None,
    power: Annotated[float, typer.Option(min=0.5, max=0.999, help="The chance to find an effect of this size.")] = 0.8,
    confidence: Confidence = 0.95,
    as_of: Day = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Show the smallest effect that can be found, and the units that an effect needs, from past values of the metric.

    A definition is also checked: an experiment may not take away protection from severe harm.
    """
    with report_errors():
        if is_definition(source):
            require_file_options(source, split=split, outcome=outcome, unit=unit, covariate=covariate, cluster=cluster)
            report = _of_warehouse(source, as_of, policies, Asked(units, effect, power, confidence))
        else:
            columns = file_columns(outcome, None, unit, denominator, cluster, stratum, None)
            columns = with_before(columns, [covariate or ""], None, None)
            report = _of_file(source, columns, split, Asked(units, effect, power, confidence))
        _show(report, as_json)


@dataclass(frozen=True)
class Asked:
    """What the plan is asked for."""

    units: int | None
    effect: float | None
    power: float
    confidence: float

    def target(self, split: Mapping[str, float]) -> "Target":
        from insights.experiments.planning import Target, check_target

        return check_target(Target(split, self.units, self.effect, self.power, self.confidence))


def _of_file(source: Path, columns: "CsvColumns", split: list[str] | None, asked: Asked) -> "Plan":
    from insights.experiments.csv_rows import read_csv_rows
    from insights.experiments.planning import history_of, make_plan

    target = asked.target(split_of(split))
    metric = columns.outcome or OUTCOME
    return make_plan(metric, history_of(read_csv_rows(source, columns), metric), target)


def _of_warehouse(source: Path, as_of: date | None, policies: Path | None, asked: Asked) -> "Plan":
    from agent.open_warehouse import day_to_read, open_warehouse
    from agent.settings import read_settings
    from insights.experiments.definition import read_experiment
    from insights.experiments.planning import history_of, make_plan
    from insights.experiments.warehouse_rows import read_history_rows

    experiment = read_experiment(source)
    require_protected(experiment, policies)
    target = asked.target(experiment.split)
    metric = metrics_of(experiment)[0]
    with open_warehouse(read_settings(), read_only=True) as warehouse:
        day = day_to_read(warehouse.engine, as_of)
        rows = read_history_rows(warehouse.engine, experiment, metric, day)
    return make_plan(metric.id, history_of(rows, metric.id), target)


def _show(report: "Plan", as_json: bool) -> None:
    from cli.views.console import echo_json
    from cli.views.experiments_view import print_plan

    if as_json:
        echo_json(report.model_dump_json(indent=2))
    else:
        print_plan(report)
