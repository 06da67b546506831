"""Opens the warehouse for reports: by the settings, on a day, each report computed once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from agent.open_warehouse import day_to_read, open_warehouse
from agent.settings import Settings
from domain.days import date_of
from domain.errors import InputError
from insights.metrics.registry import Registry, read_registry
from insights.snapshots import Snapshots, state_of

if TYPE_CHECKING:
    from insights.alerts.alert import AlertReport
    from insights.causes.own_changes import OwnChange
    from insights.causes.report import RootCauseReport
    from insights.experiments.definition import Experiment
    from insights.experiments.report import ExperimentReport
    from insights.fairness.report import FairnessReport
    from insights.metrics.report import MetricReading, MetricsReport
    from insights.strategies.listing import StrategyList
    from insights.strategies.report import BacktestReport
    from insights.strategies.stored_hits import HitsReport
    from insights.tradeoffs.exposure.report import ExposureReport
    from insights.tradeoffs.promotion.report import PromotionReport
    from warehouse.engines.base import Engine

FOLDER, EXPERIMENTS, STRATEGIES = "insights", "experiments", "strategies"  # of the data folder
HIT_DAYS = 28


class ExperimentUnknown(InputError):
    """There is no file of an experiment with this id."""


@dataclass(frozen=True)
class InsightReader:
    """Reports as of `day` (since 1970-01-01), from the files of earlier ones where nothing changed since."""

    engine: "Engine"
    registry: Registry
    day: int
    settings: Settings

    @cached_property
    def snapshots(self) -> Snapshots:
        return Snapshots(self.settings.data_dir / FOLDER, state_of(self.engine, self.registry))

    def metrics(self, window_days: int = 28, live: bool | None = None) -> "MetricsReport":
        from insights.metrics.report import MetricsReport, metrics_report

        name = f"metrics {self.day} {window_days} {live}"
        return self.snapshots.get(
            name, MetricsReport, lambda: metrics_report(self.engine, self.registry, self.day, window_days, live)
        )

    def metric(self, metric_id: str, window_days: int = 28, by: str | None = None) -> "MetricReading":
        """Raises MetricUnknown."""
        from insights.metrics.report import MetricReading, metric_reading

        metric = self.registry.metric(metric_id)
        name = f"metric {metric_id} {self.day} {window_days} {by}"
        return self.snapshots.get(
            name, MetricReading, lambda: metric_reading(self.engine, metric, self.day, window_days, by)
        )

    def alerts(self) -> "AlertReport":
        from insights.alerts.alert import AlertReport
        from insights.alerts.report import alert_report

        budget = self.settings.insights.alerts_a_week
        name = f"alerts {self.day} {budget}"
        return self.snapshots.get(name, AlertReport, lambda: alert_report(self.engine, self.registry, self.day, budget))

    def root_cause(self, metric_id: str, days: int = 7) -> "RootCauseReport":
        """Raises MetricUnknown, and InputError for a period without data."""
        from insights.causes.report import RootCauseReport, root_cause_report

        name = f"root cause {metric_id} {self.day} {days}"
        return self.snapshots.get(
            name,
            RootCauseReport,
            lambda: root_cause_report(self.engine, self.registry, metric_id, self.day, days),
        )

    def fairness(self, by: str | None = None) -> "FairnessReport":
        """By one dimension, or by all. Raises InputError."""
        from insights.fairness.report import FairnessReport
        from insights.fairness.warehouse import warehouse_fairness

        dimensions = (by,) if by else ()
        return self.snapshots.get(
            f"fairness {self.day} {by}",
            FairnessReport,
            lambda: warehouse_fairness(self.engine, self.day, dimensions).without_sums(),
        )

    def experiments(self) -> "tuple[Experiment, ...]":
        """Those of the data folder, by name. Raises InputError for a file that is not valid."""
        from insights.experiments.definition import read_experiment

        files = sorted((self.settings.data_dir / EXPERIMENTS).glob("*.toml"))
        return tuple(read_experiment(path) for path in files)

    def experiment(self, experiment_id: str) -> "tuple[Experiment, ExperimentReport]":
        """Raises ExperimentUnknown, and InputError."""
        from insights.experiments.report import ExperimentReport
        from insights.experiments.warehouse_report import Reading, warehouse_report

        known = {one.id: one for one in self.experiments()}
        if experiment_id not in known:
            raise ExperimentUnknown(f"there is no experiment {experiment_id}: there are {', '.join(known) or 'none'}")
        experiment = known[experiment_id]
        report = self.snapshots.get(
            f"experiment {self.day} {experiment.model_dump_json()}",
            ExperimentReport,
            lambda: warehouse_report(self.engine, self.registry, experiment, self.day, Reading()),
        )
        return experiment, report

    def strategies(self) -> "StrategyList":
        """Those of the data folder, or the examples that come with Clausewise."""
        from insights.strategies.listing import list_folder

        return list_folder(strategies_folder(self.settings), date_of(self.day))

    def strategy_hits(self) -> "HitsReport":
        """Of the last days. It names creators, so it is not stored."""
        from insights.strategies.stored_hits import stored_hits

        return stored_hits(self.engine, self.day - HIT_DAYS + 1, self.day)

    def backtest(self) -> "BacktestReport":
        """Of the strategies, replayed from the first day with full windows on. It names creators, so it is not stored.
        Raises InputError where people have confirmed too little."""
        from insights.strategies.labels import read_labels
        from insights.strategies.replaying import Period, backtest_folder

        labels = read_labels(self.engine, self.day)
        return backtest_folder(self.engine, strategies_folder(self.settings), labels, Period())

    def exposure(self) -> "ExposureReport":
        """Raises InputError where creators or views are too few."""
        from insights.tradeoffs.exposure.report import ExposureReport
        from insights.tradeoffs.exposure.warehouse import warehouse_exposure

        return self.snapshots.get(
            f"exposure {self.day}", ExposureReport, lambda: warehouse_exposure(self.engine, self.day)
        )

    def promotion(self, caps: Mapping[str, float]) -> "PromotionReport":
        """Raises InputError for caps that cannot be, and where days or creators are too few."""
        from insights.tradeoffs.promotion.decision import Bounds
        from insights.tradeoffs.promotion.report import PromotionReport, promotion

        return self.snapshots.get(
            f"promotion {self.day} {sorted(caps.items())}",
            PromotionReport,
            lambda: promotion(self.engine, self.day, caps, Bounds(low=0.5, high=2.0)).report,
        )

    def own_changes(self, days: int) -> "tuple[OwnChange, ...]":
        """Of the last days."""
        from insights.causes.own_changes import read_own_changes

        return read_own_changes(self.engine, self.day - days, self.day)


def strategies_folder(settings: Settings) -> Path:
    from insights.strategies.files import BUNDLED

    own = settings.data_dir / STRATEGIES
    return own if own.is_dir() else BUNDLED


@contextmanager
def open_insights(settings: Settings, as_of: date | None = None) -> Iterator[InsightReader]:
    """Raises WarehouseMissing, WarehouseUnusable, NothingComputed, MetricFileInvalid, or InputError for a later day."""
    registry = read_registry(settings.insights.metrics_dir)
    with open_warehouse(settings, read_only=True) as warehouse:
        day = day_to_read(warehouse.engine, as_of)
        yield InsightReader(warehouse.engine, registry, day, settings)
