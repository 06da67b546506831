"""Metrics as a collector gets them, and one that does not take them."""

import socket
import threading

import pytest

from tests.tracing.collector import run_collector
from tracing.metric_values import HistogramValue, MetricKind, MetricValue, NumberValue
from tracing.open import open_metrics
from tracing.otlp_metrics import MetricsSender

DECISIONS = (NumberValue({"judge": "rules"}, 3, 1),)
DURATIONS = (HistogramValue({"status": 200}, (1.0, 5.0), (1, 0, 2), 21.5, 1),)
METRICS = [
    MetricValue("clausewise.decisions", "Decisions made.", "", MetricKind.SUM, DECISIONS),
    MetricValue("clausewise.jobs_open", "Open jobs.", "", MetricKind.GAUGE, (NumberValue({}, 2, 1),)),
    MetricValue("x.duration", "", "s", MetricKind.HISTOGRAM, DURATIONS),
    MetricValue("clausewise.cost", "Never counted.", "", MetricKind.SUM, ()),
]


def failed(event: threading.Event) -> None:
    event.set()


def test_last_values_arrive_when_it_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        sender = open_metrics(lambda: METRICS, pytest.fail, pytest.fail)
        assert sender is not None
        sender.close()
    assert [(one.name, one.kind, one.unit) for one in collector.metrics] == [
        ("clausewise.decisions", "sum", ""),
        ("clausewise.jobs_open", "gauge", ""),
        ("x.duration", "histogram", "s"),
    ]
    assert collector.newest("clausewise.decisions", judge="rules") == 3.0
    assert collector.newest("x.duration", status=200) == ([1, 0, 2], 21.5, 3)
    assert collector.resource["service.name"] == "clausewise"
    assert collector.resource["service.instance.id"]


def test_metrics_are_sent_at_each_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_METRIC_EXPORT_INTERVAL", "100")
    enough, reads = threading.Event(), []

    def read() -> list[MetricValue]:
        reads.append(1)
        if len(reads) == 3:
            enough.set()
        return METRICS

    with run_collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        sender = MetricsSender(read, pytest.fail)
        assert enough.wait(20)
        sender.close()
    assert len(collector.bodies) >= 3


@pytest.mark.parametrize("status", [404, 400])
def test_refusal_is_told_once(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    with run_collector(status=status) as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        monkeypatch.setenv("OTEL_METRIC_EXPORT_INTERVAL", "100")
        second = threading.Event()

        def read() -> list[MetricValue]:
            if collector.bodies:
                second.set()
            return METRICS

        sender = MetricsSender(read, lambda: told.append("failed"))
        assert second.wait(20)
        sender.close()
    assert told == ["failed"]


def test_nobody_listens_and_reading_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{probe.getsockname()[1]}")
        told = threading.Event()

        def read() -> list[MetricValue]:
            raise OSError("the database is gone")

        sender = MetricsSender(read, told.set)
        sender.close()
        assert told.is_set()
        MetricsSender(lambda: METRICS, told.set).close()  # returns soon, whatever the collector does


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"OTEL_METRICS_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, []),
        ({}, []),
        (
            {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "collector"},
            ["no metrics are sent: OTEL_EXPORTER_OTLP"],
        ),
        (
            {"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "grpc", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"},
            ["no metrics are sent: grpc is not spoken here: set OTEL"],
        ),
    ],
)
def test_what_switches_them_off(variables: dict[str, str], said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    told: list[str] = []
    assert open_metrics(lambda: METRICS, pytest.fail, told.append) is None
    assert [text[: len(start)] for text, start in zip(told, said, strict=True)] == said
