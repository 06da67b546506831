"""Traces of `clausewise adjudicate`: sent where the environment asks for it, and never in the way of a decision."""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT, Run
from tests.tracing.collector import run_collector

LOADED = """
import sys
from clausewise import app
app(["adjudicate", "examples/turmeric.yaml", "--judge", "rules", "--json"], standalone_mode=False)
print("tracing.otlp_recorder" in sys.modules, "opentelemetry.exporter.otlp.proto.http" in sys.modules)
"""


def test_decision_is_in_the_collector(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        ran = run("adjudicate", "case.yaml", "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    decide = collector.one("decide")
    assert decide.attributes["clausewise.decision.id"] == json.loads(ran.stdout)["decision_id"]
    assert len(collector.children(decide)) == 6
    assert b"arthritis" not in b"".join(collector.bodies)


def test_collector_that_refuses_costs_a_warning(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector(status=401) as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        ran = run("adjudicate", "case.yaml", "--json")
    assert ran.exit_code == 0
    assert json.loads(ran.stdout)["verdict"]["outcome"] == "violation"
    assert ran.stderr.strip() == "warning: the collector did not take the trace: 7 spans are lost"


def test_protocol_that_is_not_spoken_costs_a_warning(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    ran = run("adjudicate", "case.yaml", "--json")
    assert ran.exit_code == 0
    assert "warning: no traces are sent: grpc is not spoken here: set OTEL_EXPORTER_OTLP_PROTOCOL=" in ran.stderr


@pytest.mark.slow
def test_deciding_without_traces_loads_nothing_of_them() -> None:
    process = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert process.stdout.splitlines()[-1] == "False False"
