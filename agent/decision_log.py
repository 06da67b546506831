"""The decision log that an adjudicator needs, and one that saves nothing."""

from typing import Protocol

from domain.case import Case
from domain.decision import Decision, DecisionBasis


class DecisionLog(Protocol):
    """Saves decisions. `begin` records a case as in flight, so that a crash is noticed. `save` and `dismiss` remove
    that record."""

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...

    def save(self, case: Case, decision: Decision) -> None: ...


class NoDecisionLog:
    """Saves nothing: for evaluations and replays."""

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...

    def save(self, case: Case, decision: Decision) -> None: ...


NO_DECISION_LOG = NoDecisionLog()
