"""Probabilities of many statements about one text, from the Decisions API."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from llm.budget import CaseBudget
from llm.errors import LlmError, LlmErrorKind, invalid_response
from llm.model_span import DECISIONS, model_span, usage_attributes
from llm.tokens import TokenCounts, estimate_tokens, reported_tokens

if TYPE_CHECKING:
    from openai import OpenAI

MAX_PREDICATES_PER_REQUEST = 400
MISSING_FOR_S = 300.0


@dataclass(frozen=True)
class Predicate:
    """A statement about the text that is true or false; `name` identifies its answer."""

    name: str
    text: str


@dataclass(frozen=True)
class PredicateProbability:
    """`probability` is None if the model refused the predicate, omitted it or answered something else."""

    name: str
    probability: float | None


class PredicateClient(Protocol):
    def probabilities(
        self, system: str, user: str, predicates: Sequence[Predicate]
    ) -> tuple[PredicateProbability, ...]:
        """One for each predicate, in the same order. Raises `LlmError`."""
        ...


class MissingEndpointCache:
    """Remembers for MISSING_FOR_S that a server lacks an endpoint, so that not every case requests it. All cases of
    the process share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: tuple[float, str] | None = None

    def check(self) -> None:
        """Raises `LlmError` if the endpoint was missing recently."""
        if self._last is not None and self._clock() - self._last[0] < MISSING_FOR_S:
            raise LlmError(LlmErrorKind.ENDPOINT_MISSING, self._last[1])

    def remember(self, error: LlmError) -> None:
        if error.kind is LlmErrorKind.ENDPOINT_MISSING:
            self._last = (self._clock(), str(error))


@dataclass(frozen=True)
class OpenAIPredicateClient:
    """Sends up to MAX_PREDICATES_PER_REQUEST predicates in a request, and more in consecutive requests."""

    client: "OpenAI"
    model: str
    budget: CaseBudget
    missing_endpoint: MissingEndpointCache
    server_url: str = ""

    def probabilities(
        self, system: str, user: str, predicates: Sequence[Predicate]
    ) -> tuple[PredicateProbability, ...]:
        starts = range(0, len(predicates), MAX_PREDICATES_PER_REQUEST)
        batches = [predicates[start : start + MAX_PREDICATES_PER_REQUEST] for start in starts]
        return tuple(answer for batch in batches for answer in self._request(system, user, batch))

    def _request(self, system: str, user: str, predicates: Sequence[Predicate]) -> list[PredicateProbability]:
        self.missing_endpoint.check()
        reserved = estimate_tokens(system, user, *(predicate.text for predicate in predicates))
        self.budget.reserve(self.model, reserved)
        used: TokenCounts | None = TokenCounts()
        try:
            with model_span(DECISIONS, self.model, self.server_url) as call:
                response = self._send(system, user, predicates)
                used = _reported(response.get("usage"))
                call.set(usage_attributes(used))
            return list(_matched(predicates, response["answers"]))
        except LlmError as error:
            self.missing_endpoint.remember(error)
            raise
        except Exception as error:
            raise invalid_response(error) from error
        finally:
            self.budget.settle(self.model, reserved, used or TokenCounts(reserved), metered=used is not None)

    def _send(self, system: str, user: str, predicates: Sequence[Predicate]) -> dict[str, Any]:
        """The raw JSON: openai's client would convert `true` to 1. The questions are passed in `extra_body`, because
        the client takes milliseconds to check the types of other arguments."""
        questions = [{"type": "predicate", "name": item.name, "instructions": item.text} for item in predicates]
        raw = self.client.decisions.with_raw_response.create(
            model=self.model,
            input=[
                {"type": "message", "role": "developer", "content": system},
                {"type": "message", "role": "user", "content": user},
            ],
            questions=(),
            extra_body={"questions": questions},
        )
        response: dict[str, Any] = raw.http_response.json()
        return response


def _matched(predicates: Sequence[Predicate], answers: list[Any]) -> Iterator[PredicateProbability]:
    """By position, as the API promises. An answer with another predicate's name does not count."""
    for position, predicate in enumerate(predicates):
        answer = answers[position] if position < len(answers) else None
        yield PredicateProbability(predicate.name, _probability(answer, predicate.name))


def _probability(answer: Any, name: str) -> float | None:
    if not isinstance(answer, dict) or answer.get("type") != "predicate" or answer.get("name") not in (None, name):
        return None
    probability = answer.get("probability")
    if not isinstance(probability, int | float) or isinstance(probability, bool):
        return None
    return float(probability) if 0 <= probability <= 1 else None


def _reported(usage: Any) -> TokenCounts | None:
    if not isinstance(usage, dict):
        return None
    details = usage.get("input_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return reported_tokens(usage.get("input_tokens"), cached, usage.get("output_tokens"))
