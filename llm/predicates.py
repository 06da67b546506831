"""Asks the Decisions API for the probability of many statements about one text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from openai import OpenAI

from llm.budget import CaseBudget
from llm.endpoint_cache import EndpointCache
from llm.errors import LlmError
from llm.predicate import Estimate, Predicate
from llm.response import garbled
from llm.usage import Tokens, estimate, tokens

AT_ONCE = 400


class Decider(Protocol):
    """Raises `LlmError`. The estimates come in the order of the predicates, one for each."""

    def decide(self, system: str, user: str, predicates: Sequence[Predicate]) -> tuple[Estimate, ...]: ...


@dataclass(frozen=True)
class OpenAIDecider:
    """One request for up to 400 predicates, more than that in one request after the other."""

    client: OpenAI
    model: str
    ledger: CaseBudget
    absence: EndpointCache

    def decide(self, system: str, user: str, predicates: Sequence[Predicate]) -> tuple[Estimate, ...]:
        chunks = [predicates[start : start + AT_ONCE] for start in range(0, len(predicates), AT_ONCE)]
        return tuple(answer for chunk in chunks for answer in self._request(system, user, chunk))

    def _request(self, system: str, user: str, predicates: Sequence[Predicate]) -> list[Estimate]:
        self.absence.check()
        held = estimate(system, user, *(predicate.text for predicate in predicates))
        self.ledger.admit(self.model, held)
        spent: Tokens | None = Tokens()
        try:
            told = self._send(system, user, predicates)
            spent = _counted(told.get("usage"))
            return list(_matched(predicates, told["answers"]))
        except LlmError as error:
            self.absence.note(error)
            raise
        except Exception as error:
            raise garbled(error) from error
        finally:
            self.ledger.settle(self.model, held, spent or Tokens(held), metered=spent is not None)

    def _send(self, system: str, user: str, predicates: Sequence[Predicate]) -> dict[str, Any]:
        """The answer as it was sent: the client would take `true` for 1. The questions go by `extra_body`, for the
        client walks through each type of what is given otherwise, which takes it milliseconds."""
        questions = [{"type": "predicate", "name": it.name, "instructions": it.text} for it in predicates]
        raw = self.client.decisions.with_raw_response.create(
            model=self.model,
            input=[
                {"type": "message", "role": "developer", "content": system},
                {"type": "message", "role": "user", "content": user},
            ],
            questions=(),
            extra_body={"questions": questions},
        )
        told: dict[str, Any] = raw.http_response.json()
        return told


def _matched(predicates: Sequence[Predicate], answers: list[Any]) -> Iterator[Estimate]:
    """By place, as the API promises, and by name where the answer has one: an answer under another name is none."""
    for place, predicate in enumerate(predicates):
        answer = answers[place] if place < len(answers) else None
        yield Estimate(predicate.name, _probability(answer, predicate.name))


def _probability(answer: Any, name: str) -> float | None:
    if not isinstance(answer, dict) or answer.get("type") != "predicate" or answer.get("name") not in (None, name):
        return None
    told = answer.get("probability")
    if not isinstance(told, int | float) or isinstance(told, bool):
        return None
    return float(told) if 0 <= told <= 1 else None


def _counted(usage: Any) -> Tokens | None:
    if not isinstance(usage, dict):
        return None
    details = usage.get("input_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return tokens(usage.get("input_tokens"), cached, usage.get("output_tokens"))
