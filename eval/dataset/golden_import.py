"""Decides labelled cases for the golden set: without a creator, a letter or a job."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.adjudicator import Adjudicator
from domain.access import Caller
from domain.case import Case
from domain.quality import GoldenSource
from domain.verdict import Outcome
from eval.dataset.labelled_case import LabelledCase
from store.decision_log import StoreDecisionLog
from store.decisions import DecisionStore
from store.quality.golden_set import GoldenSet, RightAnswer

ID_CHARS = 12
DECIDABLE = (Outcome.VIOLATION, Outcome.NO_VIOLATION)


@dataclass(frozen=True)
class GoldenImport:
    """`store` has no notifier and no router, so that no letter and no job is made."""

    store: DecisionStore
    golden_set: GoldenSet
    adjudicator: Adjudicator
    caller: Caller
    now: Callable[[], datetime]

    def run(self, cases: Sequence[LabelledCase]) -> Iterator[bool]:
        """For each case, whether it is new; one that was imported before is not decided again."""
        for labelled in cases:
            yield self._add(labelled)

    def _add(self, labelled: LabelledCase) -> bool:
        case = case_for_reviewers(labelled)
        if self.store.list(1, case_id=case.id):
            return False
        log = StoreDecisionLog(self.store, self.caller.key_id)
        decision = self.adjudicator.decide(case, None, decision_log=log)
        right = RightAnswer(labelled.gold.outcome or decision.verdict.outcome, labelled.gold.violated)
        reason = labelled.gold.reason or f"the label of {labelled.id}"
        self.golden_set.add(decision.decision_id, right, reason, self.caller, self.now(), GoldenSource.DATASET)
        return True


def usable(cases: Sequence[LabelledCase], known: Collection[str]) -> tuple[LabelledCase, ...]:
    """Those with one right answer that a reviewer can give, by clauses that are `known`, in an order by chance that is
    the same each time."""
    found = (
        labelled
        for labelled in cases
        if labelled.gold.outcome in DECIDABLE
        and not labelled.gold.alternatives
        and {*labelled.gold.violated} <= {*known}
        and (labelled.gold.outcome is Outcome.VIOLATION) == bool(labelled.gold.violated)
    )
    return tuple(sorted(found, key=lambda labelled: case_for_reviewers(labelled).id))


def case_for_reviewers(labelled: LabelledCase) -> Case:
    """Its id does not tell that it comes from a dataset; it is the same each time."""
    digest = hashlib.sha256(f"golden\n{labelled.id}\n{labelled.case.model_dump_json()}".encode()).hexdigest()
    return labelled.case.model_copy(update={"id": f"post-{digest[:ID_CHARS]}", "creator_id": None})
