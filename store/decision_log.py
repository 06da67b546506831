"""The decision log of an adjudication: one that saves in the store."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.case import Case
from domain.decision import Decision, DecisionBasis
from store.decisions import DecisionStore


@dataclass(frozen=True)
class StoreDecisionLog:
    """The decision log of one adjudication. `decided_by` is the actor in the audit log. `batch_item` is a batch id and
    the number of the case in it. `resumed`: a process that died started this decision before."""

    store: DecisionStore
    decided_by: str | None = None
    batch_item: tuple[str, int] | None = None
    resumed: bool = False

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None:
        """Raises CaseErased."""
        self.store.in_flight.begin(case, decision_id, basis, batch_item=self.batch_item, resumed=self.resumed)

    def dismiss(self, decision_id: str) -> None:
        self.store.in_flight.dismiss(decision_id)

    def save(self, case: Case, decision: Decision, answers: Mapping[str, str] | None = None) -> None:
        """Raises DecisionConflict or CaseErased."""
        self.store.save(case, decision, self.decided_by, answers)

    def find_answer(self, key: str) -> str | None:
        return self.store.answers.find(key)
