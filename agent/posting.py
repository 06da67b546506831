"""What a decision, or its review, puts into the outbox: the message to the creator, held for a person or not."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.amending import amended
from domain.case import Case
from domain.clause import Clause, Severity
from domain.decision import Decision
from domain.finding import FindingStatus
from domain.message import Posting
from domain.review import Review
from domain.verdict import Outcome
from policies.library import Library


@dataclass(frozen=True)
class Postman:
    """`held_from`: the severity from which a message waits for a moderator; None: none waits. The language of a message
    is the decision's."""

    library: Library
    held_from: Severity | None

    def of_decision(self, case: Case, decision: Decision) -> Posting | None:
        """A violation alone is written about: nothing has been decided of the rest that a creator could act on."""
        if case.creator_id is None or decision.verdict.outcome is not Outcome.VIOLATION:
            return None
        clauses = self.library.behind(decision)
        broken = [f.clause_id for f in decision.verdict.findings if f.status is FindingStatus.VIOLATED]
        return Posting(
            creator_id=case.creator_id,
            message=decision.education,
            clauses=tuple(broken),
            held=self._held([clauses[name] for name in broken if name in clauses]),
        )

    def of_review(self, case: Case, decision: Decision, review: Review) -> Posting | None:
        """A person has confirmed it: it is not held. Where the person found other clauses broken than the decision, the
        message is written anew."""
        if case.creator_id is None or review.outcome is not Outcome.VIOLATION:
            return None
        message = decision.education
        clauses = self._clauses(decision, review)
        broken = [name for name in review.violated if name in clauses]  # the corpus may have lost one
        if broken and set(review.violated) != self._violated(decision):
            message = amended(case, decision, broken, clauses, self.library)
        return Posting(creator_id=case.creator_id, message=message, clauses=review.violated, held=False)

    def _clauses(self, decision: Decision, review: Review) -> Mapping[str, Clause]:
        """Those behind the decision, and those that the person brought in in their latest version."""
        versions = {name: self.library.versions(name) for name in review.violated}
        brought = {name: known[-1] for name, known in versions.items() if known}
        return {**brought, **self.library.behind(decision)}

    def _violated(self, decision: Decision) -> set[str]:
        if decision.verdict.outcome is not Outcome.VIOLATION:
            return set()
        return {f.clause_id for f in decision.verdict.findings if f.status is FindingStatus.VIOLATED}

    def _held(self, broken: list[Clause]) -> bool:
        return self.held_from is not None and any(clause.severity >= self.held_from for clause in broken)
