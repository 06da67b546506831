"""Model calls are measured from their spans, whether or not the spans are sent."""

import pytest

from llm.errors import LlmError, LlmErrorKind
from llm.model_span import model_span, usage_attributes
from llm.tokens import TokenCounts
from tests.tracing.collector import run_collector, traced_to
from tracing.model_calls import ModelCall, ModelCallMeter
from tracing.open import Tracing
from tracing.spans import log_fields, span


def test_each_call_is_measured_without_a_collector() -> None:
    calls: list[ModelCall] = []
    with Tracing(ModelCallMeter(None, calls.append)).active():
        with span("judge", {"a": 1}) as outer, model_span("chat", "m", "http://h/v1") as call:
            outer.set({"b": 2})
            call.set(usage_attributes(TokenCounts(input=7, output=3)))
        with pytest.raises(LlmError), model_span("decisions", "m", "http://h/v1"):
            raise LlmError(LlmErrorKind.TIMED_OUT, "late")
        with pytest.raises(KeyError), model_span("chat", "n", "http://h/v1"):
            raise KeyError
        assert log_fields() == {}
    assert [(one.operation, one.model, one.input_tokens, one.output_tokens, one.error_type) for one in calls] == [
        ("chat", "m", 7, 3, ""),
        ("decisions", "m", None, None, "timed_out"),
        ("chat", "n", None, None, "KeyError"),
    ]
    assert all(one.seconds >= 0 and one.provider == "openai" for one in calls)


def test_spans_are_sent_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[ModelCall] = []
    with run_collector() as collector, traced_to(collector, monkeypatch) as tracing:
        both = Tracing(ModelCallMeter(tracing.recorder, calls.append))
        with both.active(), model_span("chat", "m", "http://h/v1") as call:
            call.set({"gen_ai.usage.input_tokens": 7})
            assert log_fields()["trace_id"]
    assert collector.one("chat m").attributes["gen_ai.usage.input_tokens"] == 7
    assert len(calls) == 1
