"""Options that several commands on experiments share, and what they open."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.input.options import parse_day

if TYPE_CHECKING:
    from insights.experiments.definition import Experiment
    from insights.metrics.metric import Metric

DEFINITION = ".toml"
Source = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCE",
        help="A CSV file with a row for each unit, or the TOML file of an experiment whose units are in the warehouse.",
    ),
]
Definition = Annotated[Path, typer.Argument(metavar="EXPERIMENT.toml", help="The definition of the experiment.")]
Day = Annotated[
    date | None,
    typer.Option(parser=parse_day, metavar="DAY", help="Read nothing later than this day; by default the last one."),
]
Split = Annotated[
    list[str] | None,
    typer.Option(metavar="ARM=SHARE,...", help="The intended share of each arm, such as control=0.5,treatment=0.5."),
]
Unit = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="The column of the unit; `unit` by default, else each row is one.")
]
ArmColumn = Annotated[str, typer.Option("--arm", metavar="COLUMN", help="The column of the arm.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="The column of what was randomised as a whole, such as a ring.")
]
Stratum = Annotated[str | None, typer.Option(metavar="COLUMN", help="The column within which units were randomised.")]
DayColumn = Annotated[
    str | None, typer.Option("--day", metavar="COLUMN", help="Rows are days of a unit, and are summed up by unit.")
]
AlarmBelow = Annotated[
    float, typer.Option(min=0, max=0.5, metavar="P", help="From which p-value of the split on there is an alarm.")
]
Confidence = Annotated[float, typer.Option(min=0.5, max=0.9999, help="Of the intervals.")]
DespiteProblems = Annotated[
    bool, typer.Option("--despite-problems", help="Show the effect although it does not hold, with the reasons.")
]


def is_definition(source: Path) -> bool:
    return source.suffix.lower() == DEFINITION


def require_file_options(source: Path, **options: object) -> None:
    """Raises InputError for an option of CSV files beside a definition, which says these things itself."""
    from domain.errors import InputError

    given = [name for name, value in options.items() if value]
    if given:
        name = given[0].replace("_", "-")
        raise InputError(f"--{name} is for CSV files: {source} says it itself")


def split_of(texts: list[str] | None) -> dict[str, float]:
    """Raises InputError without one."""
    from insights.experiments.csv_rows import read_split
    from insights.experiments.csv_table import named_numbers

    return read_split(named_numbers(texts or [], "--split", "ARM=SHARE"))


def metrics_of(experiment: "Experiment") -> "list[Metric]":
    """The metric of the experiment and those of its guardrails. Raises MetricUnknown."""
    from agent.settings import read_settings
    from insights.metrics.registry import read_registry

    registry = read_registry(read_settings().insights.metrics_dir)
    names = dict.fromkeys((experiment.metric, *(one.metric for one in experiment.guardrails)))
    return [registry.metric(name) for name in names]


def require_protected(experiment: "Experiment", policies: Path | None) -> None:
    """Raises ProtectionRefused where an arm leaves a severe clause unenforced."""
    if not experiment.clauses:
        return
    from cli.input.policy_source import load_unchecked
    from insights.experiments.protection import require_protection

    require_protection(experiment, load_unchecked(policies))
