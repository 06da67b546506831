"""What is counted for Prometheus reaches a collector of OpenTelemetry too, by the names of its conventions."""

from pathlib import Path

import pytest
import structlog

from api.metric_export import metric_values
from api.metrics import CALL_TOKENS, Metrics
from tests.api.conftest import make_case, run_service
from tests.tracing.collector import Collector, run_collector
from tracing.metric_values import HistogramValue, MetricKind, NumberValue
from tracing.model_calls import ModelCall

CANARY = "zebracanary"


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Collector:
    """What arrived from a service that decided one case and refused a request."""
    with pytest.MonkeyPatch.context() as patch, run_collector() as collector:
        patch.setenv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", f"{collector.url}/v1/metrics")
        with run_service(tmp_path_factory.mktemp("metered")) as (client, services):
            assert client.post("/v1/decisions", json=make_case(name=CANARY)).status_code == 201
            assert client.request(CANARY.upper(), "/v1/decisions").status_code == 405
            assert client.get(f"/v1/{CANARY}").status_code == 404
            services.metrics.count_model_call(ModelCall("chat", "openai", "m", 0.5, 900, 20, ""))
            services.metrics.count_model_call(ModelCall("chat", "openai", "m", 9.0, None, None, "timed_out"))
    return collector


def test_own_metrics_have_a_dot_and_no_unit(collector: Collector) -> None:
    names = {one.name: (one.kind, one.unit) for one in collector.metrics}
    assert names["clausewise.decisions"] == ("sum", "")
    assert names["clausewise.messages"] == ("gauge", "")
    assert names["clausewise.stage"] == ("histogram", "s")
    assert collector.newest("clausewise.decisions", outcome="violation") == 1.0
    assert collector.newest("clausewise.jobs_open", queue="default") >= 0
    assert collector.spans == []


def test_requests_and_model_calls_follow_the_conventions(collector: Collector) -> None:
    request = {"http_route": "/v1/decisions", "http_request_method": "POST"}
    counts, seconds, number = collector.newest("http.server.request.duration", **request)
    assert (sum(counts), number, seconds > 0) == (1, 1, True)
    (one,) = {
        point.attributes["http.response.status_code"]
        for point in collector.metrics
        if point.attributes.get("http.request.method") == "POST"
    }
    assert one == 201
    call = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "m"}
    durations = [one for one in collector.metrics if one.name == "gen_ai.client.operation.duration"]
    assert {tuple(sorted(one.attributes.items())): one.value[1] for one in durations} == {
        tuple(sorted(call.items())): 0.5,
        tuple(sorted({**call, "error.type": "timed_out"}.items())): 9.0,
    }
    usage = [one for one in collector.metrics if one.name == "gen_ai.client.token.usage"]
    assert {one.attributes["gen_ai.token.type"]: (one.value[1], one.unit) for one in usage} == {
        "input": (900.0, "{token}"),
        "output": (20.0, "{token}"),
    }


def test_no_word_of_a_caller_is_in_a_metric(collector: Collector) -> None:
    sent = b"".join(collector.bodies).lower()
    assert b"_other" in sent
    assert CANARY.encode() not in sent
    assert b"cr_1" not in sent


def test_every_count_of_prometheus_is_exported_as_it_is() -> None:
    metrics = Metrics()
    metrics.decisions.labels("violation", "rules").inc(3)
    metrics.waiting_cases.set(4)
    for tokens in (1, 5, 5, 10**9):
        metrics.count_model_call(ModelCall("chat", "openai", "m", 0.02, tokens, None, ""))
    found = {one.name: one for one in metric_values(metrics.registry, 17)}
    assert len(found) == len([*metrics.registry.collect()])
    assert found["clausewise.decisions"].points == (NumberValue({"outcome": "violation", "judge": "rules"}, 3.0, 17),)
    assert (found["clausewise.batch_cases_waiting"].kind, found["clausewise.batch_cases_waiting"].points) == (
        MetricKind.GAUGE,
        (NumberValue({}, 4.0, 17),),
    )
    (point,) = found["gen_ai.client.token.usage"].points
    assert isinstance(point, HistogramValue)
    assert point.bounds == tuple(map(float, CALL_TOKENS))
    assert (point.counts[0], point.counts[1], point.counts[2], point.counts[-1], point.sum) == (1, 0, 2, 1, 10**9 + 11)


def test_collector_that_is_down_costs_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector(status=404) as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", f"{collector.url}/v1/metrics")
        with structlog.testing.capture_logs() as logs, run_service(tmp_path) as (client, _):
            assert client.post("/v1/decisions", json=make_case()).status_code == 201
            assert "clausewise_decisions_total" in client.get("/metrics").text
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["metrics not sent"]
