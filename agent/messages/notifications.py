"""Chooses the message that a decision or review adds to the outbox, and whether it waits for a moderator."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agent.messages.corrections import correction_letter, letter_after_review
from domain.case import Case
from domain.clause import Clause, Severity
from domain.decision import Decision
from domain.education import EducationMessage
from domain.message import Message, Notification
from domain.review import Review
from domain.verdict import Outcome
from policies.library import Library


@dataclass(frozen=True)
class Notifier:
    """Messages on clauses of `hold_from_severity` or higher wait for a moderator; None: no message waits. Messages are
    in the language of the decision's letter."""

    library: Library
    hold_from_severity: Severity | None

    def for_decision(self, case: Case, decision: Decision) -> Notification | None:
        """None unless the outcome is a violation: other outcomes give the creator nothing to act on."""
        if case.creator_id is None or decision.verdict.outcome is not Outcome.VIOLATION:
            return None
        clauses, violated = self.library.clauses_of_decision(decision), decision.verdict.violated
        return Notification(
            creator_id=case.creator_id,
            message=decision.education,
            clauses=violated,
            held=self._is_held([clauses[clause_id] for clause_id in violated if clause_id in clauses]),
        )

    def for_review(
        self, case: Case, decision: Decision, review: Review, last_message: Message | None
    ) -> Notification | None:
        """None if the creator knows the result: `last_message`, the last that they received, names the same clauses.
        The message is not held, because a reviewer has confirmed it."""
        violated = review.violated if review.outcome is Outcome.VIOLATION else ()
        before = last_message.clauses if last_message is not None else ()
        if case.creator_id is None or set(violated) == set(before):
            return None
        clauses = self._clauses(decision, (*violated, *before))
        letter = self._letter(case, decision, violated, clauses) if violated else None
        if letter is None or before:
            withdrawn = [
                clauses[clause_id] for clause_id in before if clause_id in clauses and clause_id not in violated
            ]
            letter = correction_letter(case, decision, letter, withdrawn)
        return Notification(creator_id=case.creator_id, message=letter, clauses=violated, held=False)

    def _letter(
        self, case: Case, decision: Decision, violated: tuple[str, ...], clauses: Mapping[str, Clause]
    ) -> EducationMessage:
        """The decision's letter, or a new one if the reviewer found other clauses violated."""
        known = [clause_id for clause_id in violated if clause_id in clauses]  # the corpus may have dropped one
        if known and set(violated) != _violated_by(decision):
            return letter_after_review(case, decision, known, clauses, self.library)
        return decision.education

    def _clauses(self, decision: Decision, clause_ids: Collection[str]) -> Mapping[str, Clause]:
        """The clauses behind the decision, and the latest version of those that a reviewer added."""
        versions = {clause_id: self.library.versions(clause_id) for clause_id in clause_ids}
        latest = {clause_id: known[-1] for clause_id, known in versions.items() if known}
        return {**latest, **self.library.clauses_of_decision(decision)}

    def _is_held(self, violated: list[Clause]) -> bool:
        return self.hold_from_severity is not None and any(c.severity >= self.hold_from_severity for c in violated)


def _violated_by(decision: Decision) -> set[str]:
    return set(decision.verdict.violated) if decision.verdict.outcome is Outcome.VIOLATION else set()
