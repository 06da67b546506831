"""What the standard variables of OpenTelemetry switch on, and what is said where they cannot be followed."""

import pytest

from tracing.open import NO_TRACING, open_tracing, otlp_endpoint

URL = "http://127.0.0.1:4318"


@pytest.mark.parametrize(
    ("environment", "endpoint"),
    [
        ({}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "  "}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": URL}, URL),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": URL, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{URL}/t"}, f"{URL}/t"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": URL, "OTEL_SDK_DISABLED": "True"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": URL, "OTEL_TRACES_EXPORTER": "none"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": URL, "OTEL_TRACES_EXPORTER": "console, otlp"}, URL),
        ({"OTEL_SERVICE_NAME": "trust"}, None),
    ],
)
def test_endpoint(environment: dict[str, str], endpoint: str | None) -> None:
    assert otlp_endpoint(environment, "traces") == endpoint


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "127.0.0.1:4318"}, "must be a URL such as"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://[half"}, "must be a URL such as"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "ftp://127.0.0.1"}, "must be a URL such as"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": URL, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "grpc is not spoken here"),
    ],
)
def test_what_cannot_be_followed_is_told_and_nothing_is_recorded(
    variables: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    told: list[str] = []
    assert open_tracing(lambda *_: None, told.append) is NO_TRACING
    (problem,) = told
    assert words in problem


def test_nothing_is_told_where_nothing_is_asked_for() -> None:
    told: list[str] = []
    assert open_tracing(lambda *_: None, told.append) is NO_TRACING
    assert told == []
    NO_TRACING.close()
