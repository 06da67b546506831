"""Fairness, strategies and experiments, for leads and policy owners."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from api.desk.insight_route import InsightRoute
from api.desk.pages.values import page_values
from api.desk.route import CSRF_FIELDS, SentForm, SignedIn
from api.desk.templating import page
from api.desk.views.insight_findings import effect_rows, group_rows, rate_rows, strategy_rows
from api.problem import ApiError, not_found
from api.security import ServicesDependency
from domain.access import Scope
from domain.case import ShortText
from domain.strategy_hit import MAX_REASON_CHARS, ProposalAnswer, ProposalState
from insights.charts.rendering import can_render, to_svg
from insights.charts.specs import intervals
from insights.fairness.grouping import DIMENSIONS
from insights.reader import open_insights
from store.strategies.proposals import Proposals

router = APIRouter(route_class=InsightRoute, prefix="/insights")
By = Annotated[str, Query(max_length=40)]
MARKET = "market"


@router.get("/fairness")
def fairness_page(services: ServicesDependency, person: SignedIn, by: By = MARKET) -> Response:
    with open_insights(services.settings) as insights:
        report = insights.fairness(by)
    values = {
        "measures": [(one, group_rows(one), bool(rate_rows(one))) for one in report.measures],
        "cannot_say": report.cannot_say,
        "source": report.source,
        "min_group": report.min_group,
        "by": by,
        "dimensions": DIMENSIONS,
        "charts": can_render(),
    }
    return page("insight_fairness", {**page_values(person, "insights"), **values})


@router.get("/fairness/{measure}.svg")
def fairness_chart(measure: ShortText, services: ServicesDependency, person: SignedIn, by: By = MARKET) -> Response:
    """Raises ChartsMissing."""
    with open_insights(services.settings) as insights:
        report = insights.fairness(by)
    found = next((one for one in report.measures if one.measure == measure), None)
    if found is None:
        raise not_found(f"there is no measure {measure} by {by}")
    return Response(to_svg(intervals(f"{found.title} by {by}", "share", rate_rows(found))), media_type="image/svg+xml")


@router.get("/strategies")
def strategies_page(services: ServicesDependency, person: SignedIn) -> Response:
    with open_insights(services.settings) as insights:
        listed, hits = insights.strategies(), insights.strategy_hits()
    values = {
        "rows": strategy_rows(listed, hits),
        "problems": listed.problems,
        "hits": hits,
        "proposals": Proposals(services.store.database).list(ProposalState.OPEN),
        "may_answer": person.caller.has_scope(Scope.POLICY),
    }
    return page("insight_strategies", {**page_values(person, "insights"), **values})


@router.post("/proposals/{proposal_id}")
def answer_proposal(
    proposal_id: ShortText, form: SentForm, services: ServicesDependency, person: SignedIn
) -> RedirectResponse:
    """Raises ApiError or ProposalConflict."""
    form.require_only(*CSRF_FIELDS, "answer", "reason")
    if not person.caller.has_scope(Scope.POLICY):
        raise ApiError(403, "forbidden", "a policy owner answers proposals: ask one")
    reason, answer = form.text("reason", MAX_REASON_CHARS), form.text("answer", 20)
    if not reason or answer not in ("accept", "dismiss"):
        raise ApiError(422, "invalid-request", "an answer needs a reason: go back and write one")
    given, now = ProposalAnswer(accepted=answer == "accept", reason=reason), datetime.now(UTC)
    Proposals(services.store.database).answer(proposal_id, given, person.name, person.caller.key_id, now)
    return RedirectResponse("/desk/insights/strategies", 303)


@router.get("/experiments")
def experiments_page(services: ServicesDependency, person: SignedIn) -> Response:
    with open_insights(services.settings) as insights:
        experiments = insights.experiments()
    return page("insight_experiments", {**page_values(person, "insights"), "experiments": experiments})


@router.get("/experiments/{experiment_id}")
def experiment_page(experiment_id: ShortText, services: ServicesDependency, person: SignedIn) -> Response:
    with open_insights(services.settings) as insights:
        experiment, report = insights.experiment(experiment_id)
        metric = insights.registry.metric(experiment.metric)
    values = {
        "experiment": experiment,
        "report": report,
        "metric": metric,
        "effects": effect_rows(report.effects, metric.unit, ended=report.ended),
    }
    return page("insight_experiment", {**page_values(person, "insights"), **values})
