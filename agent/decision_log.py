"""Where a decision is saved, as the adjudicator sees it."""

from typing import Protocol

from domain.case import Case
from domain.decision import Decision, DecisionBasis


class DecisionLog(Protocol):
    """Where decisions are saved. `begin` notes a case as in flight, so that a crash is noticed; `save` and `dismiss`
    clear the note."""

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...

    def save(self, case: Case, decision: Decision) -> None: ...


class NoDecisionLog:
    """Saves nothing: for evaluations and replays."""

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None: ...

    def dismiss(self, decision_id: str) -> None: ...

    def save(self, case: Case, decision: Decision) -> None: ...


NO_DECISION_LOG = NoDecisionLog()
