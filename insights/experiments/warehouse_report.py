"""The results of an experiment from the warehouse, as of a day."""

from dataclasses import dataclass

from insights.experiments.analysis import Analysis, analyse
from insights.experiments.comparison import Comparing
from insights.experiments.definition import Experiment
from insights.experiments.report import ExperimentReport
from insights.experiments.sequences import DEFAULT_PLANNED_UNITS
from insights.experiments.warehouse_rows import has_ended, read_experiment_rows
from insights.metrics.registry import Registry
from warehouse.engines.base import Engine


@dataclass(frozen=True)
class Reading:
    """How results are read. `planned_units`: where the interval that holds at any time is narrowest; None: as the
    experiment says. `despite_problems`: also show effects that do not hold, each with its reason."""

    confidence: float = 0.95
    alarm_below: float = 0.001
    planned_units: int | None = None
    despite_problems: bool = False


def warehouse_report(
    engine: Engine, registry: Registry, experiment: Experiment, day: int, reading: Reading
) -> ExperimentReport:
    """Nothing after `day` (since 1970-01-01) is read. Raises InputError, and MetricUnknown."""
    metrics = [registry.metric(experiment.metric), *(registry.metric(one.metric) for one in experiment.guardrails)]
    planned = reading.planned_units or experiment.planned_units or DEFAULT_PLANNED_UNITS
    analysis = Analysis(
        experiment=f"{experiment.id} version {experiment.version}",
        metric=experiment.metric,
        control=experiment.control,
        split=experiment.split,
        guardrails={one.metric: one.margin for one in experiment.guardrails},
        alarm_below=reading.alarm_below,
        comparing=Comparing(reading.confidence, planned),
        ended=has_ended(experiment, metrics, day),
        despite_problems=reading.despite_problems,
    )
    return analyse(read_experiment_rows(engine, experiment, metrics, day), analysis)
