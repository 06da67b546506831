"""The span of one request to a language model, with the names of OpenTelemetry's conventions for generative AI."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from llm.errors import LlmError
from tracing.spans import Attributes, Span, SpanKind, span

if TYPE_CHECKING:
    from llm.tokens import TokenCounts

CHAT, DECISIONS = "chat", "decisions"
"""Values of `gen_ai.operation.name`; the second is our own, for the Decisions API."""
PROVIDER = "openai"  # the format that the server speaks
PORTS = {"http": 80, "https": 443}


@contextmanager
def model_span(operation: str, model: str, server_url: str) -> Iterator[Span]:
    """Lasts from the request to the complete answer, with all its attempts. No text that a server wrote is in it."""
    with span(f"{operation} {model}", _request_attributes(operation, model, server_url), SpanKind.CLIENT) as opened:
        try:
            yield opened
        except LlmError as error:
            opened.fail(error.kind.value)
            raise


def usage_attributes(counts: "TokenCounts | None") -> Attributes:
    """Nothing if the server reported no tokens: an estimate is no usage."""
    if counts is None:
        return {}
    return {
        "gen_ai.usage.input_tokens": counts.input,
        "gen_ai.usage.cache_read.input_tokens": counts.cached or None,
        "gen_ai.usage.output_tokens": counts.output,
    }


def _request_attributes(operation: str, model: str, server_url: str) -> Attributes:
    url = urlsplit(server_url)
    return {
        "openinference.span.kind": "LLM",  # Phoenix and Langfuse know no operation `decisions`
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": PROVIDER,
        "gen_ai.request.model": model,
        "server.address": url.hostname,
        "server.port": url.port or PORTS.get(url.scheme),
    }
