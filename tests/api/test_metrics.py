"""The names and labels that Prometheus reads, and what a decision adds to them."""

from fastapi.testclient import TestClient

from api.metrics import Metrics
from domain.decision import Decision, Degradation, RejectedQuote
from domain.verdict import ReviewCode, ReviewReason
from tests.api.conftest import decide


def test_decision_is_counted(client: TestClient) -> None:
    decision = Decision.model_validate(decide(client))
    trace = decision.trace.model_copy(
        update={
            "usage": decision.trace.usage.model_copy(update={"cached_answers": 2}),
            "degraded": (Degradation(component="signals", reason="unreachable"),),
            "rejected_quotes": (RejectedQuote(clause_id="CLM-1", item_id=None, text="x"),),
        }
    )
    review_reasons = (ReviewReason(code=ReviewCode.LOW_MARGIN, text="Near the threshold."),)
    verdict = decision.verdict.model_copy(update={"review_reasons": review_reasons})
    metrics = Metrics()
    metrics.count_decision(decision.model_copy(update={"trace": trace, "verdict": verdict}))
    text = metrics.render().decode()
    for line in (
        'clausewise_clauses_violated_total{clause="CLM-1"} 1.0',
        'clausewise_degradations_total{component="signals"} 1.0',
        'clausewise_review_reasons_total{reason="low_margin"} 1.0',
        "clausewise_rejected_quotes_total 1.0",
        "clausewise_cached_answers_total 2.0",
    ):
        assert line in text.splitlines()


def test_every_metric_has_a_documented_name() -> None:
    families = {family.name.removeprefix("clausewise_") for family in Metrics().registry.collect()}
    assert families == {
        "gen_ai_client_operation_duration_seconds",
        "gen_ai_client_token_usage",
        "batch_cases_waiting",
        "cached_answers",
        "clauses_violated",
        "cost",
        "decisions",
        "degradations",
        "deliveries",
        "http_request_seconds",
        "job_claims",
        "jobs_oldest_seconds",
        "jobs_open",
        "jobs_overdue",
        "messages",
        "rejected_quotes",
        "review_reasons",
        "spans_lost",
        "stage_seconds",
        "tokens",
        "tool_calls",
    }
