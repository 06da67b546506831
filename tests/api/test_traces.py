"""Traces of the service as a collector gets them: requests, decisions, batches, appeals and deliveries, no content."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

from api.logs import add_trace_ids
from tests.api.conftest import CURE, Json, make_case, run_service, wait_until_finished
from tests.api.test_messages import message_options
from tests.api.test_reviews import wait_for_status
from tests.api.webhooks.receiver import receiving, status
from tests.tracing.collector import Collector, run_collector

CANARY = "zebracanary"
TEXT = f"{CURE}, says {CANARY}"
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
REMOTE_HEADERS = {
    "traceparent": CALLER,
    "tracestate": f"vendor={CANARY}",
    "baggage": f"text={CANARY}",
    "user-agent": CANARY,
    "x-request-id": CANARY,
}


@dataclass
class Traced:
    """What a service did for some requests, as the collector and the log have it."""

    collector: Collector
    logs: list[Any]
    decision: Json = field(default_factory=dict)
    problems: list[Json] = field(default_factory=list)


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traced]:
    with (
        pytest.MonkeyPatch.context() as patch,
        run_collector() as collector,
        receiving(status(204)) as receiver,
        structlog.testing.capture_logs([structlog.contextvars.merge_contextvars, add_trace_ids]) as logs,
    ):
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        result = Traced(collector, logs)
        options = message_options(receiver)
        with run_service(tmp_path_factory.mktemp("traced"), messages=options) as (client, _):
            result.decision = use(client, result.problems)
        assert receiver.received
        yield result


def use(client: TestClient, problems: list[Json]) -> Json:
    """One of each kind of request; returns the decision of the first, and adds a problem."""
    case = make_case(TEXT, f"case-{CANARY}", creator_id=f"cr-{CANARY}")
    decision: Json = client.post("/v1/decisions", json=case, headers=REMOTE_HEADERS).json()
    path = f"/v1/decisions/{decision['decision_id']}"
    refused = client.get(f"{path}?{CANARY}=1")
    problems.append(refused.json())
    assert refused.status_code == 422
    assert client.get(f"/v1/{CANARY}").status_code == 404
    assert client.request(CANARY.upper(), "/v1/decisions").status_code == 405
    assert client.post("/v1/decisions", json={"id": CANARY, CANARY: 1}).status_code == 422
    assert CANARY in client.post("/v1/decisions/stream", json=case | {"id": "streamed"}).text
    batch_id = client.post("/v1/batches", json=[make_case(TEXT, f"k{n}") for n in range(3)]).json()["batch_id"]
    wait_until_finished(client, batch_id)
    appeal = client.post(f"{path}/appeals", json={"statement": f"I quoted {CANARY}."}).json()
    wait_for_status(client, f"{path}/appeals/{appeal['appeal_id']}", "re_reviewed")
    for probe in ("/healthz", "/readyz", "/metrics"):
        client.get(probe)
    return decision


def test_request_continues_the_trace_of_its_caller(traced: Traced) -> None:
    (request,) = [span for span in traced.collector.spans if span.parent_id == CALLER[36:52]]
    assert (request.name, request.kind) == ("POST /v1/decisions", "server")
    assert request.trace_id == CALLER[3:35]
    assert request.attributes == {
        "http.request.method": "POST",
        "http.route": "/v1/decisions",
        "http.response.status_code": 201,
    }
    (decide,) = [span for span in traced.collector.named("decide") if span.parent_id == request.span_id]
    assert decide.attributes["clausewise.decision.id"] == traced.decision["decision_id"]
    assert decide.attributes["clausewise.outcome"] == "violation"
    assert len(traced.collector.children(decide)) == 6


def test_problem_names_its_trace_and_its_log_lines(traced: Traced) -> None:
    refused = [line for line in traced.logs if line.get("status") == 422]
    assert refused
    (problem, *_) = traced.problems
    assert problem["trace_id"] in {span.trace_id for span in traced.collector.named("GET /v1/decisions/{decision_id}")}
    lines = [line for line in traced.logs if line.get("trace_id") == problem["trace_id"]]
    assert {line["request_id"] for line in lines} == {problem["request_id"]}


def test_names_are_templates_of_routes(traced: Traced) -> None:
    names = {span.name for span in traced.collector.spans if span.kind == "server"}
    assert {
        "GET",
        "_OTHER /v1/decisions",
        "GET /v1/decisions/{decision_id}",
        "POST /v1/decisions/stream",
        "POST /v1/batches",
        "POST /v1/decisions/{decision_id}/appeals",
    } <= names
    assert not {name for name in names if name.endswith(("/healthz", "/readyz", "/metrics"))}


def test_decision_of_a_stream_is_under_its_request(traced: Traced) -> None:
    (request,) = traced.collector.named("POST /v1/decisions/stream")
    assert traced.collector.children(request) == ["decide"]


def test_jobs_have_traces_of_their_own(traced: Traced) -> None:
    chunks, appeals = traced.collector.named("job decide_chunk"), traced.collector.named("job rehear")
    assert {span.parent_id for span in (*chunks, *appeals)} == {""}
    assert [name for chunk in chunks for name in traced.collector.children(chunk)] == ["decide"] * 3
    assert [name for appeal in appeals for name in traced.collector.children(appeal)] == ["decide"]
    deliveries = traced.collector.named("job deliver")
    sent = [name for one in deliveries for name in traced.collector.children(one)]
    assert {*sent} == {"send_webhook"}
    assert {span.kind for span in traced.collector.named("send_webhook")} == {"client"}


def test_no_word_of_a_caller_is_in_a_trace(traced: Traced) -> None:
    """Of a case, a path, a query, a method, a header, a wrong field, an appeal."""
    sent = b"".join(traced.collector.bodies)
    assert CANARY in str(traced.decision)
    assert CANARY.encode() not in sent.lower()
    assert b"diabetes" not in sent
    assert b"cr_1" not in sent
    assert all(span.events == 0 and span.status_message == "" for span in traced.collector.spans)


def test_log_lines_have_the_ids_of_their_spans(traced: Traced) -> None:
    lines = [line for line in traced.logs if line["event"] == "request" and line["route"] not in ("/healthz", "none")]
    spans = {span.span_id: span for span in traced.collector.spans}
    named = [line for line in lines if line.get("span_id")]
    assert {line["route"] for line in lines} - {line["route"] for line in named} <= {"/readyz", "/metrics"}
    for line in named:
        span = spans[line["span_id"]]
        assert (span.trace_id, span.attributes["http.route"]) == (line["trace_id"], line["route"])
    deliveries = [line for line in traced.logs if line["event"] == "delivery"]
    assert {spans[line["span_id"]].name for line in deliveries} == {"job deliver"}


def test_collector_that_fails_is_counted_and_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector(status=404) as collector, structlog.testing.capture_logs() as logs:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        with run_service(tmp_path) as (client, services):
            for _ in range(3):
                assert client.post("/v1/decisions", json=make_case(TEXT)).status_code == 201
            services.tracing.close()
            counted = [line for line in client.get("/metrics").text.splitlines() if "clausewise_spans_lost_t" in line]
    assert len([line for line in logs if line["event"] == "spans lost"]) == 1
    assert float(counted[-1].split()[-1]) == 24  # three requests of eight spans


def test_unusable_address_of_a_collector_is_told_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")
    with structlog.testing.capture_logs() as logs, run_service(tmp_path) as (client, services):
        assert client.post("/v1/decisions", json=make_case(TEXT)).status_code == 201
        assert services.tracing.recorder is not None
        assert services.tracing.recorder.open_ids() is None
        assert services.metric_sender is None
    (line,) = [line for line in logs if line["event"] == "traces are off"]
    assert "must be a URL" in line["problem"]
