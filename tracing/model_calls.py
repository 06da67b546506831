"""Measures the calls of language models from their spans, whether or not these are sent anywhere."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from tracing.spans import NO_SPAN, Attributes, Recorder, Span, SpanKind

OPERATION, PROVIDER, MODEL = "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model"
INPUT_TOKENS, OUTPUT_TOKENS = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"


class ClosableRecorder(Recorder, Protocol):
    """Sends spans until it is closed."""

    def close(self) -> None:
        """Sends what waits, for a moment at most."""
        ...


@dataclass(frozen=True)
class ModelCall:
    """One request with all its attempts. Tokens are None where the server reported none; `error_type` is empty if it
    was answered."""

    operation: str
    provider: str
    model: str
    seconds: float
    input_tokens: int | None
    output_tokens: int | None
    error_type: str


class MeasuredSpan:
    """A span whose attributes are also held until it ends."""

    def __init__(self, inner: Span, attributes: Attributes) -> None:
        self._inner, self._values, self._error, self._started = inner, dict(attributes), "", perf_counter()

    def set(self, attributes: Attributes) -> None:
        self._values |= attributes
        self._inner.set(attributes)

    def rename(self, name: str) -> None:
        self._inner.rename(name)

    def fail(self, error_type: str) -> None:
        self._error = self._error or error_type
        self._inner.fail(error_type)

    def call(self) -> ModelCall:
        operation, provider, model = (str(self._values.get(name) or "") for name in (OPERATION, PROVIDER, MODEL))
        tokens = (self._values.get(name) for name in (INPUT_TOKENS, OUTPUT_TOKENS))
        read, written = (number if isinstance(number, int) else None for number in tokens)
        seconds = perf_counter() - self._started
        return ModelCall(operation, provider, model, seconds, read, written, self._error)


@dataclass(frozen=True)
class ModelCallMeter:
    """A recorder that tells `on_call` of each model call. `inner` sends the spans; None: they are not sent."""

    inner: ClosableRecorder | None
    on_call: Callable[[ModelCall], None]

    @contextmanager
    def open(self, name: str, attributes: Attributes, kind: SpanKind, traceparent: str | None) -> Iterator[Span]:
        with self._inner_span(name, attributes, kind, traceparent) as opened:
            if MODEL not in attributes:
                yield opened
                return
            measured = MeasuredSpan(opened, attributes)
            try:
                yield measured
            finally:
                self.on_call(measured.call())

    def open_ids(self) -> tuple[str, str, bool] | None:
        return None if self.inner is None else self.inner.open_ids()

    def close(self) -> None:
        if self.inner is not None:
            self.inner.close()

    def _inner_span(
        self, name: str, attributes: Attributes, kind: SpanKind, traceparent: str | None
    ) -> AbstractContextManager[Span]:
        return nullcontext(NO_SPAN) if self.inner is None else self.inner.open(name, attributes, kind, traceparent)
