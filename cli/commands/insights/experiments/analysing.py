"""Runs an analysis for the options of the command: of a CSV file, or of the warehouse."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cli.commands.insights.experiments.options import split_of

if TYPE_CHECKING:
    from insights.experiments.csv_rows import CsvColumns
    from insights.experiments.report import ExperimentReport

OUTCOME = "outcome"


@dataclass(frozen=True)
class Reading:
    """How results are read."""

    confidence: float
    alarm_below: float
    planned: int | None
    ended: bool
    despite_problems: bool


def file_columns(
    outcome: str | None,
    arm: str | None,
    unit: str | None,
    denominator: str | None,
    cluster: str | None,
    stratum: str | None,
    day: str | None,
) -> "CsvColumns":
    from insights.experiments.csv_rows import CsvColumns

    return CsvColumns(outcome or OUTCOME, arm, unit, denominator, cluster=cluster, stratum=stratum, day=day)


def with_before(
    columns: "CsvColumns", covariate: list[str] | None, covariate_denominator: str | None, feature: list[str] | None
) -> "CsvColumns":
    """Adds the columns from before the start."""
    names = [_names(texts) for texts in (covariate, feature)]
    return replace(columns, covariates=names[0], covariate_denominator=covariate_denominator, features=names[1])


def _names(texts: list[str] | None) -> tuple[str, ...]:
    """Also several, joined by commas."""
    return tuple(dict.fromkeys(name.strip() for text in texts or () for name in text.split(",") if name.strip()))


def analyse_file(
    source: Path,
    columns: "CsvColumns",
    split: list[str] | None,
    control: str | None,
    guardrail: list[str] | None,
    reading: Reading,
) -> "ExperimentReport":
    """Raises InputError."""
    from insights.experiments.analysis import Analysis, analyse
    from insights.experiments.comparison import Comparing
    from insights.experiments.csv_rows import read_csv_rows
    from insights.experiments.csv_table import named_numbers
    from insights.experiments.sequences import DEFAULT_PLANNED_UNITS

    intended = split_of(split)
    margins = named_numbers(guardrail or [], "--guardrail", "COLUMN=MARGIN")
    analysis = Analysis(
        experiment=source.stem,
        metric=columns.outcome or OUTCOME,
        control=control or next(iter(intended)),
        split=intended,
        guardrails=margins,
        alarm_below=reading.alarm_below,
        comparing=Comparing(reading.confidence, reading.planned or DEFAULT_PLANNED_UNITS),
        ended=reading.ended,
        despite_problems=reading.despite_problems,
    )
    return analyse(read_csv_rows(source, replace(columns, guardrails=tuple(margins))), analysis)


def analyse_warehouse(source: Path, as_of: date | None, reading: Reading) -> "ExperimentReport":
    """Raises InputError."""
    from agent.open_warehouse import day_to_read, open_warehouse
    from agent.settings import read_settings
    from insights.experiments import warehouse_report
    from insights.experiments.definition import read_experiment
    from insights.metrics.registry import read_registry

    experiment, settings = read_experiment(source), read_settings()
    registry = read_registry(settings.insights.metrics_dir)
    how = warehouse_report.Reading(reading.confidence, reading.alarm_below, reading.planned, reading.despite_problems)
    with open_warehouse(settings, read_only=True) as warehouse:
        day = day_to_read(warehouse.engine, as_of)
        return warehouse_report.warehouse_report(warehouse.engine, registry, experiment, day, how)
