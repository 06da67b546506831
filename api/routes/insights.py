"""How the ecosystem does: metrics, alerts, causes, strategies, experiments, fairness and trade-offs."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.problem import responses
from api.security import AuthenticatedRoute, InsightsReader, ServicesDependency
from domain.base import FrozenModel
from domain.case import AskedDay, ShortText
from insights.alerts.alert import AlertReport
from insights.causes.report import RootCauseReport
from insights.experiments.report import ExperimentReport
from insights.fairness.report import FairnessReport
from insights.metrics.report import WINDOW_DAYS, MetricReading, MetricsReport
from insights.reader import open_insights
from insights.strategies.listing import StrategyList
from insights.strategies.report import BacktestReport
from insights.strategies.stored_hits import HitsReport
from insights.tradeoffs.exposure.report import ExposureReport
from insights.tradeoffs.promotion.report import PromotionReport

Cap = Annotated[float | None, Query(gt=0, description="The highest rate; without it there is no cap.")]


class StrategiesOut(FrozenModel):
    listed: StrategyList
    hits: HitsReport


router = APIRouter(prefix="/v1/insights", tags=["insights"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 409, 422, 429, 503)
Day = Annotated[AskedDay | None, Query(description="Nothing later is read; by default the last computed day.")]
Days = Annotated[int, Query(ge=1, le=400, description="The days of the window.")]


@router.get("/metrics", response_model=MetricsReport, responses=COMMON)
def get_metrics(
    services: ServicesDependency,
    caller: InsightsReader,
    day: Day = None,
    days: Days = WINDOW_DAYS,
    live: Annotated[bool | None, Query(description="Only those of LIVE sessions, or only the others.")] = None,
) -> MetricsReport:
    """Every metric with its 95% interval, its change and its days, and the Ecosystem Health Index. 409 where the
    service has no warehouse, or nothing is computed in it."""
    with open_insights(services.settings, day) as insights:
        return insights.metrics(days, live)


@router.get("/metrics/{metric_id}", response_model=MetricReading, responses=COMMON)
def get_metric(
    metric_id: ShortText,
    services: ServicesDependency,
    caller: InsightsReader,
    day: Day = None,
    days: Days = WINDOW_DAYS,
    by: Annotated[str | None, Query(description="A dimension of the metric, such as market.", max_length=60)] = None,
) -> MetricReading:
    """One metric, with `by` also its slices."""
    with open_insights(services.settings, day) as insights:
        return insights.metric(metric_id, days, by)


@router.get("/alerts", response_model=AlertReport, responses=COMMON)
def get_alerts(services: ServicesDependency, caller: InsightsReader, day: Day = None) -> AlertReport:
    """The alerts of the last week before `day`, within the budget of false alerts, each with what may explain it."""
    with open_insights(services.settings, day) as insights:
        return insights.alerts()


@router.get("/root-causes/{metric_id}", response_model=RootCauseReport, responses=COMMON)
def get_root_cause(
    metric_id: ShortText,
    services: ServicesDependency,
    caller: InsightsReader,
    day: Day = None,
    days: Annotated[int, Query(ge=1, le=60, description="The days that moved, until `day`.")] = 7,
) -> RootCauseReport:
    """Why a metric moved in these days: own changes, slices, composition, and what was ruled out."""
    with open_insights(services.settings, day) as insights:
        return insights.root_cause(metric_id, days)


@router.get("/fairness", response_model=FairnessReport, responses=COMMON)
def get_fairness(
    services: ServicesDependency,
    caller: InsightsReader,
    day: Day = None,
    by: Annotated[
        str | None, Query(description="One of market, language, size, age and original.", max_length=40)
    ] = None,
) -> FairnessReport:
    """Error rates of enforcement by group with intervals, the gaps between groups, and what the data cannot say."""
    with open_insights(services.settings, day) as insights:
        return insights.fairness(by)


@router.get("/strategies", response_model=StrategiesOut, responses=COMMON)
def get_strategies(services: ServicesDependency, caller: InsightsReader, day: Day = None) -> StrategiesOut:
    """The strategies with their state on the day, and their hits of four weeks."""
    with open_insights(services.settings, day) as insights:
        return StrategiesOut(listed=insights.strategies(), hits=insights.strategy_hits())


@router.get("/strategies/backtest", response_model=BacktestReport, responses=COMMON)
def get_strategies_backtest(services: ServicesDependency, caller: InsightsReader, day: Day = None) -> BacktestReport:
    """Precision, recall, overlap, workload and false positives of each strategy, replayed on what was known on past
    days. It takes seconds. 422 where people have confirmed too few decisions."""
    with open_insights(services.settings, day) as insights:
        return insights.backtest()


@router.get("/tradeoffs/exposure", response_model=ExposureReport, responses=COMMON)
def get_exposure(services: ServicesDependency, caller: InsightsReader, day: Day = None) -> ExposureReport:
    """Ranking policies simulated on the quality of creators: clicks, who is shown, and who never is."""
    with open_insights(services.settings, day) as insights:
        return insights.exposure()


@router.get("/tradeoffs/promotion", response_model=PromotionReport, responses=COMMON)
def get_promotion(
    services: ServicesDependency,
    caller: InsightsReader,
    day: Day = None,
    complaints: Cap = None,
    refunds: Cap = None,
    violations: Cap = None,
) -> PromotionReport:
    """The exposure of creators with the highest value under caps, measured on the later window, and the front of what
    can be had. Caps are per 1,000 orders; it takes seconds to a minute."""
    given = {"complaints": complaints, "refunds": refunds, "violations": violations}
    caps = {name: value for name, value in given.items() if value is not None}
    with open_insights(services.settings, day) as insights:
        return insights.promotion(caps)


@router.get("/experiments/{experiment_id}", response_model=ExperimentReport, responses=COMMON)
def get_experiment(
    experiment_id: ShortText, services: ServicesDependency, caller: InsightsReader, day: Day = None
) -> ExperimentReport:
    """The effect of an experiment that has a file in the folder `experiments` of the data folder. Where the split is
    not the intended one, no effect is shown and the reason is given."""
    with open_insights(services.settings, day) as insights:
        return insights.experiment(experiment_id)[1]
