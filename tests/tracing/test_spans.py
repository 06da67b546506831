"""Spans as a collector gets them: parents, kinds, failures without messages, callers' traces, threads, and no cost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.tracing.collector import Collector, run_collector, traced_to
from tracing.open import Tracing
from tracing.otlp_recorder import OtlpRecorder
from tracing.spans import NO_SPAN, SpanKind, in_context, log_fields, span, traceparent

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
NOT_SAMPLED = CALLER.removesuffix("01") + "00"
CANARY = "zebra-canary-5519"


def test_nothing_is_recorded_unless_a_recorder_is_active() -> None:
    with span("work", {"a": 1}) as opened:
        opened.set({"b": 2})
        opened.rename("other")
        opened.fail("broken")
        assert opened is NO_SPAN
        assert log_fields() == {}
        assert traceparent() is None


def test_children_attributes_and_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        with traced_to(collector, monkeypatch), span("parent", {"a": 1, "none": None}, SpanKind.SERVER) as parent:
            parent.rename("renamed")
            with span("child", {"names": ("x", "y")}):
                fields, header = log_fields(), traceparent()
        root, child = collector.one("renamed"), collector.one("child")
    assert (root.kind, root.parent_id, root.attributes) == ("server", "", {"a": 1})
    assert (child.kind, child.parent_id, child.trace_id) == ("internal", root.span_id, root.trace_id)
    assert child.attributes == {"names": ["x", "y"]}
    assert fields == {"trace_id": root.trace_id, "span_id": child.span_id}
    assert header == f"00-{root.trace_id}-{child.span_id}-01"
    assert collector.resource["service.name"] == "clausewise"


def fail_inside() -> None:
    with span("outer"), span("inner") as inner:
        inner.fail("known_kind")
        raise ValueError(CANARY)


def test_failure_tells_its_class_and_never_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        with traced_to(collector, monkeypatch), pytest.raises(ValueError, match=CANARY):
            fail_inside()
        outer, inside = collector.one("outer"), collector.one("inner")
    assert (outer.failed, outer.attributes, outer.status_message, outer.events) == (
        True,
        {"error.type": "ValueError"},
        "",
        0,
    )
    assert inside.attributes == {"error.type": "known_kind"}  # the first reason stays
    assert CANARY.encode() not in b"".join(collector.bodies)


def test_trace_of_a_caller_is_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        with traced_to(collector, monkeypatch), span("request", traceparent=CALLER):
            pass
        sent = collector.one("request")
    assert (sent.trace_id, sent.parent_id) == (CALLER[3:35], CALLER[36:52])


def test_caller_who_does_not_sample_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        with traced_to(collector, monkeypatch), span("request", traceparent=NOT_SAMPLED):
            assert (traceparent() or "").endswith("-00")
        assert collector.spans == []


@pytest.mark.parametrize(
    "header",
    ["", "garbage", f"ff{CALLER[2:]}", f"00-{'0' * 32}-b7ad6b7169203331-01", f"{CALLER[:-2]}zz", CALLER.upper()],
)
def test_header_that_is_none_begins_a_new_trace(header: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        with traced_to(collector, monkeypatch), span("request", traceparent=header):
            pass
        sent = collector.one("request")
    assert sent.parent_id == ""
    assert sent.trace_id != CALLER[3:35]


def test_threads_open_spans_under_the_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(number: int) -> int:
        with span(f"part {number}"):
            return number * 2

    with run_collector() as collector:
        with traced_to(collector, monkeypatch), span("whole"), ThreadPoolExecutor(2) as pool:
            assert [*pool.map(in_context(work), range(4))] == [0, 2, 4, 6]
        assert sorted(collector.children(collector.one("whole"))) == [f"part {number}" for number in range(4)]


def test_arguments_of_the_command_are_no_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case may be an argument."""
    monkeypatch.setenv("OTEL_EXPERIMENTAL_RESOURCE_DETECTORS", "process,host,os")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=staging")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "trust")
    with run_collector() as collector, traced_to(collector, monkeypatch), span("work"):
        pass
    assert {*collector.resource} == {"service.name", "service.version", "deployment.environment.name"}
    assert collector.resource["service.name"] == "trust"


def test_sampler_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    with run_collector() as collector:
        with traced_to(collector, monkeypatch), span("work"):
            pass
        assert collector.spans == []


def losses(collector: Collector, patch: pytest.MonkeyPatch, count: int) -> list[tuple[int, bool]]:
    """What is reported as lost of `count` spans."""
    lost: list[tuple[int, bool]] = []
    patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    tracing = Tracing(OtlpRecorder(lambda number, first: lost.append((number, first))))
    with tracing.active():
        for _ in range(count):
            with span("work"):
                pass
    tracing.close()
    return lost


def test_collector_that_refuses_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector(status=400) as collector:
        assert losses(collector, monkeypatch, 3) == [(3, True)]
