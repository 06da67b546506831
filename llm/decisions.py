"""Asks the Decisions API for the probability of many statements about one text."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from openai import OpenAI

from llm.failures import LlmError
from llm.ledger import Ledger
from llm.reading import garbled
from llm.usage import Tokens, estimate, tokens

AT_ONCE = 400


@dataclass(frozen=True)
class Predicate:
    """A statement about the text that is true or not; `name` is what the answer is known by."""

    name: str
    text: str


@dataclass(frozen=True)
class Estimate:
    """`probability` is None where the model refused this one, left it out, or answered something else."""

    name: str
    probability: float | None


class Decider(Protocol):
    """Raises `LlmError`. The estimates come in the order of the predicates, one for each."""

    def decide(self, system: str, user: str, predicates: Sequence[Predicate]) -> tuple[Estimate, ...]: ...


@dataclass(frozen=True)
class OpenAIDecider:
    """One request for up to 400 predicates, more than that in one request after the other."""

    client: OpenAI
    model: str
    ledger: Ledger

    def decide(self, system: str, user: str, predicates: Sequence[Predicate]) -> tuple[Estimate, ...]:
        chunks = [predicates[start : start + AT_ONCE] for start in range(0, len(predicates), AT_ONCE)]
        return tuple(answer for chunk in chunks for answer in self._request(system, user, chunk))

    def _request(self, system: str, user: str, predicates: Sequence[Predicate]) -> list[Estimate]:
        held = estimate(system, user, *(predicate.text for predicate in predicates))
        self.ledger.admit(self.model, held)
        spent: Tokens | None = Tokens()
        try:
            decision = self._send(system, user, predicates)
            spent = _counted(decision)
            return list(_matched(predicates, decision.answers))
        except LlmError:
            raise
        except Exception as error:
            raise garbled(error) from error
        finally:
            self.ledger.settle(self.model, held, spent or Tokens(held), metered=spent is not None)

    def _send(self, system: str, user: str, predicates: Sequence[Predicate]) -> Any:
        return self.client.decisions.create(
            model=self.model,
            input=[
                {"type": "message", "role": "developer", "content": system},
                {"type": "message", "role": "user", "content": user},
            ],
            questions=[{"type": "predicate", "name": it.name, "instructions": it.text} for it in predicates],
        )


def _matched(predicates: Sequence[Predicate], answers: Sequence[Any]) -> Iterator[Estimate]:
    """By place, as the API promises, and by name where the answer has one: an answer under another name is none."""
    for place, predicate in enumerate(predicates):
        answer = answers[place] if place < len(answers) else None
        named = getattr(answer, "name", None) in (None, predicate.name)
        yield Estimate(predicate.name, _probability(answer) if named else None)


def _probability(answer: Any) -> float | None:
    told = getattr(answer, "probability", None)
    if getattr(answer, "type", None) != "predicate" or not isinstance(told, int | float) or isinstance(told, bool):
        return None
    return float(told) if math.isfinite(told) and 0 <= told <= 1 else None


def _counted(decision: Any) -> Tokens | None:
    usage = getattr(decision, "usage", None)
    details = getattr(usage, "input_tokens_details", None)
    return tokens(
        getattr(usage, "input_tokens", None),
        getattr(details, "cached_tokens", None),
        getattr(usage, "output_tokens", None),
    )
