"""The decision log that an adjudicator needs, and one that saves nothing."""

from collections.abc import Mapping
from typing import Protocol

from domain.case import Case
from domain.decision import Decision, DecisionBasis


class DecisionLog(Protocol):
    """Saves decisions. `begin` records a case as in flight, so that a crash is noticed. `save` and `dismiss` remove
    that record. `find_answer` returns what a model answered in a decision saved before, by the key of the question;
    `save` keeps the new answers."""

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...

    def save(self, case: Case, decision: Decision, answers: Mapping[str, str] | None = None) -> None: ...

    def find_answer(self, key: str) -> str | None: ...


class NoDecisionLog:
    """Saves nothing: for evaluations and replays."""

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...

    def save(self, case: Case, decision: Decision, answers: Mapping[str, str] | None = None) -> None: ...

    def find_answer(self, key: str) -> str | None:
        return None


NO_DECISION_LOG = NoDecisionLog()
